namespace CtaWorker.Picture;

internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>This colour with a share (0..1) of another.</summary>
    public Colour Mix(Colour other, double share) => new(
        (byte)Math.Round(Red + (other.Red - Red) * share),
        (byte)Math.Round(Green + (other.Green - Green) * share),
        (byte)Math.Round(Blue + (other.Blue - Blue) * share));
}
