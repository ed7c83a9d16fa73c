namespace CtaWorker.Fits;

/// <summary>The sizes that all FITS files are made of (FITS 4.0 §3.1).</summary>
internal static class FitsBlock
{
    public const int Size = 2880;
    public const int CardLength = 80;

    /// <summary>How many bytes fill the last block of <paramref name="length"/> bytes.</summary>
    public static int Padding(long length) => (int)((Size - length % Size) % Size);
}
