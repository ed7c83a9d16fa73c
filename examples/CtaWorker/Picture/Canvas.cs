namespace CtaWorker.Picture;

/// <summary>Pixels in red, green, blue, the top row first. Whatever is drawn outside is left out.</summary>
internal sealed class Canvas(int width, int height)
{
    public int Width => width;

    public int Height => height;

    public byte[] Rgb { get; } = new byte[width * height * 3];

    public Colour this[int x, int y]
    {
        get
        {
            var at = (y * width + x) * 3;
            return new Colour(Rgb[at], Rgb[at + 1], Rgb[at + 2]);
        }
        set
        {
            var at = (y * width + x) * 3;
            (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = (value.Red, value.Green, value.Blue);
        }
    }

    public void Fill(int left, int top, int wide, int high, Colour colour)
    {
        for (var y = Math.Max(top, 0); y < Math.Min(top + high, height); y++)
        {
            for (var x = Math.Max(left, 0); x < Math.Min(left + wide, width); x++)
            {
                this[x, y] = colour;
            }
        }
    }

    public void Frame(int left, int top, int wide, int high, Colour colour)
    {
        Fill(left, top, wide, 1, colour);
        Fill(left, top + high - 1, wide, 1, colour);
        Fill(left, top, 1, high, colour);
        Fill(left + wide - 1, top, 1, high, colour);
    }

    /// <summary>Lets a share (0..1) of a colour shine over one pixel.</summary>
    public void Blend(int x, int y, Colour colour, double share)
    {
        if (x >= 0 && y >= 0 && x < width && y < height)
        {
            this[x, y] = this[x, y].Mix(colour, share);
        }
    }

    public void Text(int left, int top, string text, Colour colour, int scale = 1)
    {
        foreach (var letter in text)
        {
            for (var bit = 0; bit < Font.Width * Font.Height; bit++)
            {
                var (column, row) = (bit % Font.Width, bit / Font.Width);
                if (Font.IsSet(letter, column, row))
                {
                    Fill(left + column * scale, top + row * scale, scale, scale, colour);
                }
            }

            left += Font.Advance * scale;
        }
    }
}
