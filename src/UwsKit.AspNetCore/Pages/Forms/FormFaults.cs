using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>What the engine found wrong with a form, taken apart so that each fault stands beside its field.</summary>
/// <param name="All">Every line, in order, with the names of the fields that it is about.</param>
internal sealed partial record FormFaults(IReadOnlyList<(IReadOnlyList<string> Fields, string Text)> All)
{
    public static FormFaults None { get; } = new([]);

    /// <summary>The faults of one field.</summary>
    public IEnumerable<string> Of(string field) => All.Where(f => f.Fields.Contains(field, StringComparer.OrdinalIgnoreCase)).Select(f => f.Text);

    /// <summary>Reads the lines of a refusal.</summary>
    public static FormFaults Read(string message)
        => new([.. message.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parameters().Match(line) is { Success: true } match
            ? ([.. Name().Matches(match.Groups["names"].Value).Select(n => n.Groups[1].Value)], line[match.Length..])
            : (Control().Match(line) is { Success: true } control ? (IReadOnlyList<string>)[control.Value] : [], line))]);

    /// <summary>One fault of no field.</summary>
    public static FormFaults Whole(string text) => new([([], text)]);

    // As ParameterCheck and RuleCheck write them.
    [GeneratedRegex(@"^(unsupported-xtype: \S+: )?parameters? (?<names>'[^']+'(, '[^']+')*): ")]
    private static partial Regex Parameters();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Name();

    [GeneratedRegex("^(RUNID|DESTRUCTION|EXECUTIONDURATION)\\b")]
    private static partial Regex Control();
}
