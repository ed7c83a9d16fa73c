using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace UwsKit;

/// <summary>
/// Reads UWS documents of any server, 1.0 ones included: by namespace, not by prefix; DTDs and external entities are refused, and documents
/// beyond a size. Times without zone are UTC, others are converted. Relative links are resolved against the document's URL where it is given.
/// Thread-safe.
/// </summary>
public static class UwsXmlReader
{
    /// <summary>Characters of a document unless said otherwise: a list of about 200,000 jobs.</summary>
    public const long DefaultMaxCharacters = 64 * 1024 * 1024;

    private const int LongestReason = 300;

    private static readonly XNamespace Uws = UwsXmlNames.Uws;
    private static readonly XNamespace Xlink = UwsXmlNames.Xlink;
    private static readonly XNamespace Xsi = UwsXmlNames.Xsi;

    /// <summary>Reads a job.</summary>
    /// <exception cref="UwsException">Not such a document (<see cref="UwsErrorKind.Invalid"/>).</exception>
    public static async Task<UwsJobDocument> ReadJobAsync(
        Stream xml, Uri? documentUrl = null, long maxCharacters = DefaultMaxCharacters, CancellationToken ct = default)
    {
        var root = await LoadAsync(xml, "job", maxCharacters, ct).ConfigureAwait(false);
        return new(Needed(root, "jobId"), Phase(root))
        {
            Version = Version(root),
            RunId = Text(root, "runId"),
            OwnerId = Text(root, "ownerId"),
            Quote = Instant(root, "quote"),
            CreationTime = Instant(root, "creationTime"),
            StartTime = Instant(root, "startTime"),
            EndTime = Instant(root, "endTime"),
            ExecutionDuration = Duration(root),
            Destruction = Instant(root, "destruction"),
            Parameters = Parameters(root.Element(Uws + "parameters")),
            Results = Results(root.Element(Uws + "results"), documentUrl),
            Error = Error(root.Element(Uws + "errorSummary")),
            JobInfo = root.Element(Uws + "jobInfo")?.ToString(SaveOptions.DisableFormatting),
        };
    }

    /// <summary>Reads a job list.</summary>
    /// <exception cref="UwsException">Not such a document (<see cref="UwsErrorKind.Invalid"/>).</exception>
    public static async Task<UwsJobListDocument> ReadJobListAsync(
        Stream xml, Uri? documentUrl = null, long maxCharacters = DefaultMaxCharacters, CancellationToken ct = default)
    {
        var root = await LoadAsync(xml, "jobs", maxCharacters, ct).ConfigureAwait(false);
        return new(Version(root), [.. root.Elements(Uws + "jobref").Select(j => new UwsJobReference(Id(j), Phase(j))
        {
            Href = Href(j, documentUrl),
            RunId = Text(j, "runId"),
            OwnerId = Text(j, "ownerId"),
            CreationTime = Instant(j, "creationTime"),
        })]);
    }

    /// <summary>Reads a parameter list.</summary>
    /// <exception cref="UwsException">Not such a document (<see cref="UwsErrorKind.Invalid"/>).</exception>
    public static async Task<IReadOnlyList<UwsParameterDocument>> ReadParametersAsync(
        Stream xml, long maxCharacters = DefaultMaxCharacters, CancellationToken ct = default)
        => Parameters(await LoadAsync(xml, "parameters", maxCharacters, ct).ConfigureAwait(false));

    /// <summary>Reads a result list.</summary>
    /// <exception cref="UwsException">Not such a document (<see cref="UwsErrorKind.Invalid"/>).</exception>
    public static async Task<IReadOnlyList<UwsResultDocument>> ReadResultsAsync(
        Stream xml, Uri? documentUrl = null, long maxCharacters = DefaultMaxCharacters, CancellationToken ct = default)
        => Results(await LoadAsync(xml, "results", maxCharacters, ct).ConfigureAwait(false), documentUrl);

    private static async Task<XElement> LoadAsync(Stream xml, string expected, long maxCharacters, CancellationToken ct)
    {
        var settings = new XmlReaderSettings
        {
            Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = maxCharacters, CloseInput = false,
        };
        try
        {
            using var reader = XmlReader.Create(xml, settings);
            var root = (await XDocument.LoadAsync(reader, LoadOptions.PreserveWhitespace, ct).ConfigureAwait(false)).Root!;
            return root.Name == Uws + expected ? root : throw Invalid($"the root element is '{ParameterText.Show(root.Name.ToString())}'; expected: '{Uws + expected}'");
        }
        catch (XmlException e)
        {
            // It quotes what it found, control characters as well.
            throw new UwsException(UwsErrorKind.Invalid, $"not a UWS document: {ParameterText.Cut(e.Message, LongestReason)}", e);
        }
    }

    private static UwsException Invalid(string message) => new(UwsErrorKind.Invalid, $"not a UWS document: {message}");

    private static string Version(XElement root) => root.Attribute("version")?.Value.Trim() is { Length: > 0 } version ? version : "1.0";

    private static string Needed(XElement parent, string name)
        => parent.Element(Uws + name)?.Value.Trim() is { Length: > 0 } text ? text : throw Invalid($"'{parent.Name.LocalName}' has no '{name}'");

    private static string? Text(XElement parent, string name)
        => parent.Element(Uws + name) is { } element && !IsNil(element) ? element.Value : null;

    private static bool IsNil(XElement element) => IsTrue(element.Attribute(Xsi + "nil"));

    private static bool IsTrue(XAttribute? attribute) => attribute?.Value.Trim() is "true" or "1";

    private static string Id(XElement element)
        => element.Attribute("id")?.Value ?? throw Invalid($"'{element.Name.LocalName}' has no 'id'");

    private static ExecutionPhase Phase(XElement parent)
    {
        var word = Needed(parent, "phase");
        return ExecutionPhaseWords.TryParse(word, out var phase)
            ? phase : throw Invalid($"phase '{ParameterText.Show(word)}' is not allowed; allowed: {PhaseSet.All}");
    }

    private static DateTimeOffset? Instant(XElement parent, string name)
    {
        if (parent.Element(Uws + name)?.Value.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return UwsTime.TryParse(text, out var instant) ? instant
            : DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"], CultureInfo.InvariantCulture, utc, out instant)
                ? UwsTime.Truncate(instant)
                : throw Invalid($"{name} '{ParameterText.Show(text)}' is not allowed; allowed: an ISO 8601 instant");
    }

    private static TimeSpan? Duration(XElement root)
    {
        if (root.Element(Uws + "executionDuration")?.Value.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e11
            ? seconds > 0 ? TimeSpan.FromSeconds(seconds) : null
            : throw Invalid($"executionDuration '{ParameterText.Show(text)}' is not allowed; allowed: a number of seconds");
    }

    private static List<UwsParameterDocument> Parameters(XElement? list)
        => [.. (list?.Elements(Uws + "parameter") ?? []).Select(p =>
        {
            var byReference = IsTrue(p.Attribute("byReference"));
            return new UwsParameterDocument(Id(p), byReference ? p.Value.Trim() : p.Value, byReference);
        })];

    private static List<UwsResultDocument> Results(XElement? list, Uri? documentUrl)
        => [.. (list?.Elements(Uws + "result") ?? []).Select(r => new UwsResultDocument(
            Id(r), Href(r, documentUrl),
            long.TryParse(r.Attribute("size")?.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
            r.Attribute("mime-type")?.Value))];

    private static string? Href(XElement element, Uri? documentUrl)
    {
        var href = element.Attribute(Xlink + "href")?.Value.Trim();
        return string.IsNullOrEmpty(href) ? null
            : documentUrl is not null && Uri.TryCreate(documentUrl, href, out var absolute) ? absolute.AbsoluteUri : href;
    }

    private static UwsErrorDocument? Error(XElement? summary)
        => summary is null ? null
        : new(summary.Attribute("type")?.Value == "transient", (summary.Element(Uws + "message") ?? summary).Value.Trim(), IsTrue(summary.Attribute("hasDetail")));
}
