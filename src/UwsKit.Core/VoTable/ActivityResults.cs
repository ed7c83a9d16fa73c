namespace UwsKit;

/// <summary>Reads results from the group Generated.</summary>
internal sealed class ActivityResults(ActivityNotes notes)
{
    /// <summary>The word of ProvenanceDM for entities that give a quick view of the main one.</summary>
    public const string Preview = "Preview";

    private readonly List<(ResultDescription Result, bool Preview)> _all = [];

    /// <summary>The results; a preview is one of the main result.</summary>
    public IReadOnlyList<ResultDescription> All => [.. _all.Select(r => r.Preview && Main is { } main && main != r.Result.Name ? r.Result with { PreviewOf = main } : r.Result)];

    private string? Main => MainOf(_all.ConvertAll(r => r.Result));

    /// <summary>The name of the main result; null when there is none.</summary>
    public static string? MainOf(IReadOnlyList<ResultDescription> results)
        => (results.FirstOrDefault(r => r.Name == JobResults.MainAlias) ?? (results.Count > 0 ? results[0] : null))?.Name;

    public void Read(VoElement element)
    {
        var name = element["name"]!;
        var at = $"result '{ParameterText.Show(name)}'";
        notes.Place($"results[{_all.Count}]", element);
        var entity = ActivityEntity.Read(element, at, notes);
        if (entity.Url is { } url)
        {
            notes.Differ(element, $"{at}: url '{ParameterText.Show(url)}' is not kept");
        }

        if (element["ref"] is { } reference)
        {
            notes.Differ(element, $"{at}: ref '{ParameterText.Show(reference)}' is not kept; the file's name is the default");
        }

        var several = entity.Default?.AsSpan().IndexOfAny('*', '?') >= 0;
        if (entity.Multiplicity is { } count && (several ? count is { Least: > 1 } or { Most: not null } : count is not ({ Least: <= 1, Most: 1 })))
        {
            notes.Differ(element, $"{at}: multiplicity '{count}' becomes {(several ? "any number" : "one")}, {(count.Least > 0 ? "required" : "not required")}");
        }

        if (entity.Type is { } type && type != Preview)
        {
            notes.Differ(element, $"{at}: type '{ParameterText.Show(type)}' is not kept");
        }

        _all.Add((new(name, entity.ContentType) { FilePattern = entity.Default == name ? null : entity.Default, Required = entity.Multiplicity?.Least > 0, Text = entity.Text }, entity.Type == Preview));
    }
}
