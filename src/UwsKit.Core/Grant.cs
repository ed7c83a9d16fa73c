namespace UwsKit;

/// <summary>Somebody who may do something: <c>user:ID</c>, <c>group:NAME</c> or <c>role:NAME</c>.</summary>
internal sealed record Grant(string Kind, string Name)
{
    public const string User = "user", Group = "group", Role = "role";

    /// <summary>Reads one; null = it is none.</summary>
    public static Grant? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon + 1 < text.Length && text[..colon] is User or Group or Role ? new(text[..colon], text[(colon + 1)..]) : null;
    }

    /// <summary>One line for each entry of <see cref="JobListOptions.Allow"/> that is none.</summary>
    public static IEnumerable<string> Faults(JobListOptions options)
        => (options.Allow ?? []).Where(g => Parse(g) is null).Select(g => $"Allow: '{g}' is not allowed; allowed: user:ID, group:NAME or role:NAME");
}
