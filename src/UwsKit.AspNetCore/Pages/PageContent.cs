namespace UwsKit;

/// <summary>A page before it is laid out: what it shows, in named parts that are written one by one. Used for one request.</summary>
public sealed class PageContent
{
    private readonly Dictionary<string, Action<HtmlWriter>> _parts = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    internal PageContent(string name, string title) => (Name, Title) = (name, title);

    /// <summary><c>home</c>, <c>jobs</c>, <c>form</c>, <c>job</c>, <c>sure</c> (a question before something is deleted) or <c>error</c>; with authentication also <c>login</c> and <c>account</c>.</summary>
    public string Name { get; }

    /// <summary>Title of the document.</summary>
    public string Title { get; }

    /// <summary>Path of the service as browsers see it, without trailing slash; empty at the host's root. URLs of the page begin with it.</summary>
    public string Root { get; internal set; } = "";

    /// <summary>How the host wants its pages.</summary>
    public UwsPagesOptions Options { get; internal set; } = new();

    /// <summary>Who is signed in; null = nobody.</summary>
    public string? User { get; internal set; }

    /// <summary>Links for signing in and out.</summary>
    internal SignInLinks? SignIn { get; set; }

    /// <summary>The job list that the page belongs to; null = none.</summary>
    public JobList? List { get; internal init; }

    /// <summary>The job that the page shows; null = none.</summary>
    public Job? Job { get; internal init; }

    /// <summary>
    /// Names of the parts of the page's body, in the order of the standard layout. Beside them every page has <c>head</c> (the elements of the document's
    /// head), <c>header</c> and <c>footer</c>.
    /// </summary>
    public IReadOnlyList<string> Parts => _names;

    /// <summary>Writes a part; nothing when the page has none of that name.</summary>
    public void Write(HtmlWriter html, string part)
    {
        ArgumentNullException.ThrowIfNull(html);
        if (_parts.TryGetValue(part, out var write))
        {
            write(html);
        }
    }

    /// <summary>Adds a part of the body.</summary>
    internal PageContent With(string part, Action<HtmlWriter> write)
    {
        _names.Add(part);
        _parts[part] = write;
        return this;
    }

    /// <summary>Adds a part of the frame.</summary>
    internal void Frame(string part, Action<HtmlWriter> write) => _parts[part] = write;
}
