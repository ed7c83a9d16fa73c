namespace UwsKit;

/// <summary>A request in the words of ProvSAP, names in any case. A convention of several services, not a standard: where they differ all words are taken.</summary>
/// <param name="Ids">The nodes asked for.</param>
/// <param name="Query">How far to go.</param>
/// <param name="Format">RESPONSEFORMAT or FORMAT; null = as Accept says.</param>
internal sealed record ProvenanceRequest(IReadOnlyList<string> Ids, ProvenanceQuery Query, string? Format)
{
    private const int MostIds = 100;
    private const string Booleans = "TRUE, FALSE, 1 or 0";

    /// <summary>Reads the parameters; others do not count.</summary>
    public static ProvenanceRequest Read(IReadOnlyList<PostedValue> values, ProvenanceQuery defaults)
    {
        var query = defaults;
        List<string> ids = [];
        string? format = null;
        foreach (var (name, value, _) in values)
        {
            switch (name.ToUpperInvariant())
            {
                case "ID": ids.Add(value ?? ""); break;
                case "RESPONSEFORMAT" or "FORMAT": format = value; break;
                case "DEPTH": query = query with { Depth = ReadDepth(value) }; break;
                case "DIRECTION": query = query with { Forth = ReadDirection(value) }; break;
                case "MODEL": query = query with { W3c = ReadModel(value) }; break;
                case "AGENT": query = query with { BeyondAgents = ReadBoolean("AGENT", value) }; break;
                case "AGENTS": query = query with { Agents = ReadBoolean("AGENTS", value) }; break;
                case "CONFIGURATION": query = query with { Configuration = ReadBoolean("CONFIGURATION", value) }; break;
                case "DESCRIPTIONS":
                    query = query with { Descriptions = value switch { "0" => 0, "1" => 1, "2" => 2, _ => throw ControlParameters.Bad("DESCRIPTIONS", value, "0, 1 or 2") } };
                    break;
            }
        }

        return ids.Count <= MostIds ? new(ids, query, format) : throw new UwsException(UwsErrorKind.Invalid, $"ID is given {ids.Count} times; allowed: {MostIds}.");
    }

    private static int? ReadDepth(string? text) => "ALL".Equals(text, StringComparison.OrdinalIgnoreCase) ? null
        : ControlParameters.ReadDigits(text) ?? throw ControlParameters.Bad("DEPTH", text, "a whole number from 0, or ALL");

    private static bool ReadDirection(string? text) => text?.ToUpperInvariant() switch
    {
        "BACK" => false,
        "FORTH" or "FORWARD" => true,
        _ => throw ControlParameters.Bad("DIRECTION", text, "BACK, FORTH or FORWARD"),
    };

    private static bool ReadModel(string? text) => text?.ToUpperInvariant() switch
    {
        "W3C" => true,
        "IVOA" => false,
        _ => throw ControlParameters.Bad("MODEL", text, "IVOA or W3C"),
    };

    private static bool ReadBoolean(string name, string? text) => text?.ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw ControlParameters.Bad(name, text, Booleans),
    };
}
