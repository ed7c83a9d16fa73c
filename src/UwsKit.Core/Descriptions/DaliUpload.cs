namespace UwsKit;

/// <summary>
/// DALI UPLOAD (DALI 1.1 §3.4.5): values <c>NAME,URI</c>, several of them also joined by semicolons. What it means is the description's choice: see
/// <c>docs/dali.md</c>. Pure.
/// </summary>
internal static class DaliUpload
{
    public const string Parameter = "UPLOAD";
    public const string Words = "NAME,URI with a NAME of a letter, then letters, digits and underscores, and a URI of param:, http: or https:";
    private const string ReferencePrefix = "param:";

    public static bool Is(string name) => name.Equals(Parameter, StringComparison.OrdinalIgnoreCase);

    /// <summary>The file part that a value refers to (UWS 1.1 §2.2.3.1.1); null = it is no reference.</summary>
    public static string? PartOf(string uri)
        => uri.StartsWith(ReferencePrefix, StringComparison.OrdinalIgnoreCase) ? uri[ReferencePrefix.Length..] : null;

    /// <summary>Name and URI of one pair; null = it is none.</summary>
    public static (string Name, string Uri)? Parse(string? pair)
    {
        var comma = pair?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        if (comma < 1)
        {
            return null;
        }

        var (name, uri) = (pair![..comma].Trim(), pair[(comma + 1)..].Trim());
        return name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && uri.Length > 0 ? (name, uri) : null;
    }

    /// <summary>The pairs of a value. A semicolon separates only where a pair follows: URLs have semicolons of their own.</summary>
    public static IReadOnlyList<string> Split(string value)
    {
        List<string> pairs = [];
        foreach (var part in value.Split(';'))
        {
            if (pairs.Count == 0 || Parse(part) is not null)
            {
                pairs.Add(part);
            }
            else
            {
                pairs[^1] += ";" + part;
            }
        }

        return pairs;
    }

    /// <summary>The name of an upload that is a file; null = the parameter is something else.</summary>
    public static string? NameOf(JobParameter parameter)
        => Is(parameter.Name) && (parameter.File is not null || parameter.ByReference) ? Parse(parameter.Value)?.Name : null;

    /// <summary>
    /// The posted values with each upload of files apart. Where the description has no UPLOAD of its own, <c>UPLOAD=events,URI</c> is <c>events=URI</c> for a file
    /// parameter of that name; what fits none, or names one again, stays as it is, to be refused.
    /// </summary>
    public static IReadOnlyList<PostedValue> Expand(JobDescription description, IReadOnlyList<PostedValue> posted)
    {
        var addresses = Addresses(description);
        if (!(addresses || FileParameter(description, Parameter) is not null) || !posted.Any(p => p.File is null && Is(p.Name)))
        {
            return posted;
        }

        List<PostedValue> expanded = [];
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in posted)
        {
            if (value.File is not null || !Is(value.Name))
            {
                expanded.Add(value);
                continue;
            }

            expanded.AddRange(Split(value.Value ?? "").Select(pair => addresses && Parse(pair) is var (name, uri) && FileParameter(description, name) is { } file && given.Add(name)
                ? new(file.Name, uri) : new PostedValue(value.Name, pair)));
        }

        return expanded;
    }

    /// <summary>Whether UPLOAD addresses the file parameters of this description by their names.</summary>
    public static bool Addresses(JobDescription description)
        => !description.AllowUndescribedParameters && !description.Parameters.Any(p => Is(p.Name)) && description.Parameters.Any(p => p.Type == ParameterType.File);

    /// <summary>The names of the uploads in one value; the value itself when it has none.</summary>
    public static IEnumerable<string> NamesOf(string? value) => Split(value ?? "").Select(pair => Parse(pair)?.Name ?? pair);

    private static ParameterDescription? FileParameter(JobDescription description, string name)
        => description.Parameters.FirstOrDefault(p => p.Type == ParameterType.File && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
