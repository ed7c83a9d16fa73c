using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace UwsKit;

/// <summary>DALI RESPONSEFORMAT (DALI 1.1 §3.4.3): a media type or a short form of one. Pure.</summary>
internal static class ResponseFormats
{
    public const string Parameter = "RESPONSEFORMAT";

    private static readonly FrozenDictionary<string, string> Short = new Dictionary<string, string>
    {
        ["votable"] = "application/x-votable+xml", ["csv"] = "text/csv", ["tsv"] = "text/tab-separated-values", ["fits"] = "application/fits",
        ["text"] = "text/plain", ["html"] = "text/html", ["parquet"] = "application/vnd.apache.parquet", ["json"] = "application/json",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool Is(string name) => name.Equals(Parameter, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a description declares it: then its value goes to the work.</summary>
    public static bool IsDeclared(JobDescription description) => description.AllowUndescribedParameters || description.Parameters.Any(p => Is(p.Name));

    /// <summary>The media type of a result that the work wrote as it was asked to: the very type asked for, or that of the short form. Null = as it was.</summary>
    public static string? Decide(string? asked, string? described)
        => string.IsNullOrEmpty(asked) ? null
        : asked.Contains('/', StringComparison.Ordinal) ? (MediaTypeHeaderValue.TryParse(asked, out _) ? asked : null)
        : Matches(asked, described) ? null
        : Short.GetValueOrDefault(asked);

    /// <summary>Whether a media type is what was asked for: the same (its parameters do not count), of that short form, or of that subtype (<c>png</c>).</summary>
    public static bool Matches(string asked, string? mediaType)
    {
        if (mediaType is null)
        {
            return false;
        }

        var type = Bare(mediaType);
        return asked.Contains('/', StringComparison.Ordinal)
            ? type.Equals(Bare(asked), StringComparison.OrdinalIgnoreCase)
            : type.Equals(Short.GetValueOrDefault(asked), StringComparison.OrdinalIgnoreCase)
                || (asked.Length > 0 && type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..].Equals(asked, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What is allowed instead of a format that no described result has; null = one has it, or the description does not tell.</summary>
    public static string? Refusal(JobDescription description, string asked)
    {
        var types = description.Results.Select(r => r.MediaType ?? MediaTypes.Of(r.FilePattern ?? r.Name)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return types.Count == 0 || types.Exists(t => Matches(asked, t)) ? null : string.Join(", ", types);
    }

    private static string Bare(string mediaType) => mediaType.Split(';')[0].Trim();
}
