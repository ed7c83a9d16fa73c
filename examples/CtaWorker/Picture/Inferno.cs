namespace CtaWorker.Picture;

/// <summary>The perceptually even colour map "inferno" of matplotlib (CC0), interpolated between eleven of its colours.</summary>
internal static class Inferno
{
    private static readonly Colour[] Steps =
    [
        new(0x00, 0x00, 0x04), new(0x16, 0x0b, 0x39), new(0x42, 0x0a, 0x68), new(0x6a, 0x17, 0x6e), new(0x93, 0x26, 0x67), new(0xbc, 0x37, 0x54),
        new(0xdd, 0x51, 0x3a), new(0xf3, 0x78, 0x19), new(0xfc, 0xa5, 0x0a), new(0xf6, 0xd7, 0x46), new(0xfc, 0xff, 0xa4),
    ];

    /// <summary>The colour of a value from 0 (dark) to 1 (bright).</summary>
    public static Colour At(double value)
    {
        var place = Math.Clamp(value, 0, 1) * (Steps.Length - 1);
        var lower = Math.Min((int)place, Steps.Length - 2);
        return Steps[lower].Mix(Steps[lower + 1], place - lower);
    }
}
