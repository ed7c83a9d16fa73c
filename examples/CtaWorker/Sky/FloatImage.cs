namespace CtaWorker.Sky;

/// <summary>A square image for looking at: counts brought to the size of a screen and smoothed.</summary>
internal sealed class FloatImage(int size)
{
    public int Size => size;

    public float[] Pixels { get; } = new float[size * size];

    /// <summary>The counts, in blocks of n × n pixels so that no side is longer than <paramref name="maxSize"/>: counts per map pixel still.</summary>
    public static FloatImage FromCounts(CountsMap map, int maxSize)
    {
        var full = map.Geometry.Size;
        var block = (full + maxSize - 1) / maxSize;
        var image = new FloatImage((full + block - 1) / block);
        for (var i = 0; i < map.Counts.Length; i++)
        {
            image.Pixels[i / full / block * image.Size + i % full / block] += map.Counts[i] / (float)(block * block);
        }

        return image;
    }

    /// <summary>Folds with a Gaussian of this sigma in pixels, along rows and then columns. Sky beyond the edge counts as the edge.</summary>
    public FloatImage Smooth(double sigma)
    {
        if (sigma < 0.1)
        {
            return this;
        }

        var reach = Math.Min((int)Math.Ceiling(4 * sigma), size);
        var kernel = new float[reach + 1];
        for (var i = 0; i <= reach; i++)
        {
            kernel[i] = (float)Math.Exp(-0.5 * (i / sigma) * (i / sigma));
        }

        var norm = kernel[0] + 2 * kernel.Skip(1).Sum();
        kernel = Array.ConvertAll(kernel, k => k / norm);
        return FoldRows(kernel).FoldRows(kernel);
    }

    /// <summary>The value between pixels (linear), at a place in pixels from the lower left corner.</summary>
    public float At(double column, double row)
    {
        var x = Math.Clamp(column - 0.5, 0, size - 1);
        var y = Math.Clamp(row - 0.5, 0, size - 1);
        var (x0, y0) = ((int)x, (int)y);
        var (x1, y1) = (Math.Min(x0 + 1, size - 1), Math.Min(y0 + 1, size - 1));
        var lower = float.Lerp(Pixels[y0 * size + x0], Pixels[y0 * size + x1], (float)(x - x0));
        var upper = float.Lerp(Pixels[y1 * size + x0], Pixels[y1 * size + x1], (float)(x - x0));
        return float.Lerp(lower, upper, (float)(y - y0));
    }

    /// <summary>Folds the rows and returns the transposed image: done twice it has folded both ways.</summary>
    private FloatImage FoldRows(float[] kernel)
    {
        var folded = new FloatImage(size);
        Parallel.For(0, size, row =>
        {
            var line = Pixels.AsSpan(row * size, size);
            for (var column = 0; column < size; column++)
            {
                var sum = line[column] * kernel[0];
                for (var k = 1; k < kernel.Length; k++)
                {
                    sum += kernel[k] * (line[Math.Max(column - k, 0)] + line[Math.Min(column + k, size - 1)]);
                }

                folded.Pixels[column * size + row] = sum;
            }
        });
        return folded;
    }
}
