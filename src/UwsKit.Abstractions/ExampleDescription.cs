namespace UwsKit;

/// <summary>A request that works: the parameters' values, checked by the same rules as a client's. Immutable.</summary>
/// <param name="Name">Its id in a document: a letter, then NMTOKEN characters.</param>
public sealed record ExampleDescription(string Name)
{
    /// <summary>What it shows.</summary>
    public string? Text { get; init; }
    /// <summary>The values, by parameter; a file's value is an http(s) URL.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
