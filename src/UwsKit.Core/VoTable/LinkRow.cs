namespace UwsKit;

/// <summary>A row of a links table (DataLink 1.1 §3.2): a URL or an error.</summary>
/// <param name="Id">What it belongs to, as the client named it.</param>
/// <param name="Semantics">A term of the DataLink vocabulary, such as <c>#this</c>.</param>
internal sealed record LinkRow(string Id, string Semantics)
{
    public string? AccessUrl { get; init; }
    /// <summary>Begins with one of the words of §3.4, such as NotFoundFault.</summary>
    public string? Error { get; init; }
    public string? Description { get; init; }
    public string? ContentType { get; init; }
    public long? ContentLength { get; init; }
    /// <summary>The service's own word for what it is: the name of the result or parameter.</summary>
    public string? LocalSemantics { get; init; }
    /// <summary>Whether the URL asks for credentials; null = not known.</summary>
    public bool? NeedsCredentials { get; init; }
}
