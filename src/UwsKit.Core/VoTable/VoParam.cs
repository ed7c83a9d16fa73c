namespace UwsKit;

/// <summary>A PARAM or FIELD as it is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its VOTable datatype.</param>
/// <param name="Arraysize">Null = a scalar.</param>
internal sealed record VoParam(string Name, string Datatype = "char", string? Arraysize = "*")
{
    /// <summary>Of a PARAM; a FIELD has none.</summary>
    public string Value { get; init; } = "";
    public string? Id { get; init; }
    public string? Ref { get; init; }
    public string? Type { get; init; }
    public string? Xtype { get; init; }
    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }
    public string? Description { get; init; }
    public string? Min { get; init; }
    public string? Max { get; init; }
    /// <summary>Values and their labels.</summary>
    public IReadOnlyList<(string Value, string? Title)> Options { get; init; } = [];
}
