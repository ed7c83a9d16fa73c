namespace UwsKit;

/// <summary>
/// The absolute URLs of a job list's jobs and of what lies under them (UWS 1.1 §2.2.1): percent-encoded, never with a trailing slash.
/// Immutable, thread-safe.
/// </summary>
public sealed class JobLinks
{
    private readonly string _root, _query;

    /// <summary>Makes the links of one job list.</summary>
    /// <param name="jobList">Absolute http or https URL of the list as clients see it; query, fragment and trailing slashes do not count.</param>
    /// <param name="query">Put behind the URLs of results and parameters, such as <c>?SHARE=…</c>: who came by a signed link goes on by it.</param>
    /// <exception cref="ArgumentException">Not such a URL.</exception>
    public JobLinks(Uri jobList, string query = "")
    {
        _query = query;
        ArgumentNullException.ThrowIfNull(jobList);
        _root = IsHttp(jobList)
            ? jobList.GetLeftPart(UriPartial.Path).TrimEnd('/')
            : throw new ArgumentException($"'{jobList}' is not allowed; allowed: an absolute http or https URL", nameof(jobList));
    }

    /// <summary>The job list.</summary>
    public string JobList => _root;

    /// <summary>A job; its last segment is the id itself.</summary>
    public string Job(JobId job) => string.Concat(_root, "/", job.Value);

    /// <summary>A result of a job.</summary>
    public string Result(JobId job, string resultId) => string.Concat(_root, "/", job.Value, "/results/" + Segment(resultId) + _query);

    /// <summary>The value of a parameter of a job.</summary>
    public string Parameter(JobId job, string name) => string.Concat(_root, "/", job.Value, "/parameters/" + Segment(name) + _query);

    /// <summary>One of several values of a parameter.</summary>
    /// <param name="job">The job.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="place">The value's number from 1, or the name of an upload (DALI 1.1 §3.4.5); null = the parameter's URL itself.</param>
    public string Parameter(JobId job, string name, string? place) => place is null ? Parameter(job, name) : string.Concat(Parameter(job, name), "/", Segment(place));

    internal static bool IsHttp(Uri uri) => uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static string Segment(string name) => Uri.EscapeDataString(XmlText.Clean(name));
}
