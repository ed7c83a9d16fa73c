namespace UwsKit;

/// <summary>A place in the order of owners: all owners that come after this one are still to come. Immutable.</summary>
/// <param name="OwnerId">The last owner seen; null = nobody, who comes first.</param>
public sealed record OwnerCursor(string? OwnerId)
{
    /// <summary>The order of owners: nobody first, then by Unicode code points, which is the order of the bytes of UTF-8 and so that of databases.</summary>
    public static int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var common = x.AsSpan().CommonPrefixLength(y);
        return common < x.Length && common < y.Length ? Rank(x[common]) - Rank(y[common]) : x.Length - y.Length;
    }

    // Surrogates stand for code points beyond U+FFFF, yet below U+E000 by their own numbers.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
