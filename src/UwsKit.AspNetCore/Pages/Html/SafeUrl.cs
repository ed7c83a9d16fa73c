using System.Buffers;

namespace UwsKit;

/// <summary>Which URLs may stand in a page.</summary>
internal static class SafeUrl
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(":/?#");
    private static readonly string[] Schemes = ["http", "https", "mailto"];

    /// <summary>Whether a URL is relative, or of a scheme that runs nothing. Browsers pass over blanks and control characters in a scheme, so there are none.</summary>
    public static bool Is(string url)
    {
        if (url.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            return false;
        }

        var end = url.AsSpan().IndexOfAny(Ends);
        return end < 0 || url[end] != ':' || Schemes.Contains(url[..end], StringComparer.OrdinalIgnoreCase);
    }
}
