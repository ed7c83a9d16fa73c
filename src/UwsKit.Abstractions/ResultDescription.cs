namespace UwsKit;

/// <summary>One result, or with a pattern several, that a job may leave in its output directory. Immutable.</summary>
/// <param name="Name">Id of the result; of a file that a pattern matches, its own name is the id.</param>
/// <param name="MediaType">Media type; null = told from the file's extension.</param>
public sealed record ResultDescription(string Name, string? MediaType = null)
{
    /// <summary>
    /// Name of the file in the output directory; null = <see cref="Name"/>. With <c>*</c> (any characters) or <c>?</c> (one) all files that match, except
    /// those that an earlier or an exact description takes.
    /// </summary>
    public string? FilePattern { get; init; }
    /// <summary>Whether a job that ends without it has failed.</summary>
    public bool Required { get; init; }
    /// <summary>The name of the result that this one gives a quick view of; null = it is no preview.</summary>
    public string? PreviewOf { get; init; }
    /// <summary>What it is.</summary>
    public string? Text { get; init; }
}
