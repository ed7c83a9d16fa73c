namespace UwsKit;

/// <summary>A contact as one text, <c>name &lt;mail&gt;</c>, and as the two that provenance knows.</summary>
internal static class ContactText
{
    /// <summary>The two parts; what is no mail address is a name.</summary>
    public static (string? Name, string? Mail) Split(string contact)
    {
        if (contact.EndsWith('>') && contact.LastIndexOf(" <", StringComparison.Ordinal) is > 0 and var at && IsMail(contact[(at + 2)..^1]))
        {
            return (contact[..at], contact[(at + 2)..^1]);
        }

        return IsMail(contact) ? (null, contact) : (contact, null);
    }

    /// <summary>The one text; null when there is neither.</summary>
    public static string? Join(string? name, string? mail) => (name, mail) switch
    {
        ({ } n, { } m) => $"{n} <{m}>",
        _ => name ?? mail,
    };

    private static bool IsMail(string text) => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Any(c => char.IsWhiteSpace(c) || c is '<' or '>');
}
