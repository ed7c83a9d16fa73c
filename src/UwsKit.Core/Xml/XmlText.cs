using System.Buffers;

namespace UwsKit;

/// <summary>Which characters XML 1.0 can hold at all; no escape exists for the others (UWS 1.1 §2.2.2.4).</summary>
internal static class XmlText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Except([0x09, 0x0A, 0x0D]).Concat(Enumerable.Range(0xD800, 0x800)).Concat([0xFFFE, 0xFFFF]).Select(c => (char)c)]);

    /// <summary>Whether every character is legal; surrogates have to come in pairs.</summary>
    public static bool IsLegal(ReadOnlySpan<char> text) => FindIllegal(text) < 0;

    /// <summary>The text with U+FFFD for each illegal character; the same instance when there is none.</summary>
    public static string Clean(string text)
    {
        var at = FindIllegal(text);
        if (at < 0)
        {
            return text;
        }

        var clean = text.ToCharArray();
        for (var next = at; next >= 0; next = FindIllegal(clean.AsSpan(at)), at += Math.Max(next, 0))
        {
            clean[at] = '\uFFFD';
        }

        return new string(clean);
    }

    private static int FindIllegal(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (text[at..].IndexOfAny(Suspects) is var found and >= 0)
        {
            at += found;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return at;
            }

            at += 2;
        }

        return -1;
    }
}
