namespace UwsKit;

/// <summary>Makes a client's text fit to be quoted in a one-line answer or log line.</summary>
internal static class OneLine
{
    private const int Longest = 80;

    /// <summary>The text without control and format characters, cut after 80 characters.</summary>
    public static string Of(string? text)
    {
        text ??= "";
        var cut = text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "…") : text;
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = ShownName.IsSeen(source[i]) ? source[i] : ' ';
            }
        });
    }

    /// <summary>Whether all of it is seen, and stays on its line and in its direction.</summary>
    public static bool IsPlain(string text) => text.All(ShownName.IsSeen);
}
