namespace UwsKit;

/// <summary>Reads parameters from the groups InputParams and Used; of what is used, files.</summary>
internal sealed class ActivityParameters(ActivityNotes notes)
{
    private const string UploadUrl = "file://$ID";

    private static readonly string[] Known = ["ID", "name", "datatype", "arraysize", "value", "type", "xtype", "unit", "ucd", "utype", "ref"];

    private readonly List<ParameterDescription> _all = [];
    private readonly HashSet<int> _used = [];

    public IReadOnlyList<ParameterDescription> All => _all;

    /// <summary>A parameter.</summary>
    public void ReadInput(VoElement element)
    {
        if (element.Name != "PARAM")
        {
            notes.Fault(element, $"GROUP '{ParameterText.Show(element["name"]!)}' in InputParams is not allowed; allowed: PARAM");
            return;
        }

        var at = $"parameter '{ParameterText.Show(element["name"]!)}'";
        notes.Place($"parameters[{_all.Count}]", element);
        foreach (var (name, value) in element.Attributes.Where(a => a.Value.Length > 0 && !Known.Contains(a.Key)))
        {
            notes.Differ(element, $"{at}: {ParameterText.Show(name)} '{ParameterText.Show(value)}' is not kept");
        }

        foreach (var child in element.Children.Where(c => c.Name is not ("DESCRIPTION" or "VALUES")))
        {
            notes.Differ(element, $"{at}: {child.Name} is not kept");
        }

        _all.Add(VoShape.Read(element, at, notes) with { Required = element["type"] != "no_query", Text = element.Description });
    }

    /// <summary>A file that the job uses; the one of the parameter of that name, or one more.</summary>
    public void ReadUsed(VoElement element)
    {
        var name = element["name"]!;
        var at = $"used '{ParameterText.Show(name)}'";
        var index = _all.FindIndex(p => string.Equals(p.Name, element["ref"] ?? name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0 && !_used.Add(index))
        {
            notes.Fault(element, $"{at}: described twice");
            return;
        }

        if (index < 0)
        {
            index = _all.Count;
            _used.Add(index);
            notes.Place($"parameters[{index}]", element);
            _all.Add(new(name, ParameterType.File) { Required = true });
        }
        else if (_all[index].Type is not ParameterType.File)
        {
            if (_all[index].Type is not (ParameterType.Text or ParameterType.Uri))
            {
                notes.Fault(element, $"{at}: the parameter of that name is no file; allowed: xtype {VoTableNames.FileXtype}");
                return;
            }

            notes.Differ(element, $"{at}: the parameter of that name becomes a file");
            _all[index] = new(_all[index].Name, ParameterType.File) { Required = _all[index].Required, Text = _all[index].Text, Ucd = _all[index].Ucd, Utype = _all[index].Utype, Default = _all[index].Default };
        }

        var entity = ActivityEntity.Read(element, at, notes);
        var file = _all[index] with { Text = entity.Text ?? _all[index].Text, MediaType = entity.ContentType ?? _all[index].MediaType };
        if (entity.Multiplicity is { } count)
        {
            var repeatable = count.Most is null or > 1;
            file = file with
            {
                Required = count.Least > 0,
                Repeatable = repeatable,
                MinCount = repeatable && count.Least > 1 ? count.Least : null,
                MaxCount = repeatable ? count.Most : null,
            };
        }

        _all[index] = file with { Default = Default(element, at, entity, file.Default) };
    }

    // A file is named by a URL; an identifier becomes one where the layout says how.
    private string? Default(VoElement element, string at, ActivityEntity entity, string? before)
    {
        if (entity.Url is { } template && template != UploadUrl && template.Contains("$ID", StringComparison.Ordinal))
        {
            notes.Differ(element, $"{at}: url '{ParameterText.Show(template)}' is not kept; clients give the whole URL");
        }

        if ((entity.Default ?? before) is not { } value)
        {
            return null;
        }

        var url = entity.Url is { } pattern && pattern != UploadUrl && !ParameterValue.IsHttpUrl(value) ? pattern.Replace("$ID", value, StringComparison.Ordinal) : value;
        if (ParameterValue.IsHttpUrl(url))
        {
            return url;
        }

        notes.Differ(element, $"{at}: default '{ParameterText.Show(value)}' is not kept; allowed: an http or https URL");
        return null;
    }
}
