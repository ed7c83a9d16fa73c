namespace UwsKit;

/// <summary>What is found while a description is read from a VOTable: faults, differences, and where things stand.</summary>
internal sealed class ActivityNotes(string source)
{
    private readonly List<string> _faults = [];
    private readonly List<(VoElement At, string Text)> _differences = [];
    private readonly Dictionary<string, VoElement> _places = new(StringComparer.Ordinal);

    /// <summary>Something that makes the file unusable.</summary>
    public void Fault(VoElement at, string text) => _faults.Add($"{Show(at)}: {text}");

    /// <summary>Something that is not taken as it stands.</summary>
    public void Differ(VoElement at, string text) => _differences.Add((at, text));

    /// <summary>Remembers where a member of the description stands, such as <c>parameters[2]</c>; empty = the whole.</summary>
    public void Place(string member, VoElement element) => _places[member] = element;

    /// <summary>The description with its differences.</summary>
    /// <exception cref="UwsConfigurationException">There are faults, of the form or of the content.</exception>
    public VoTableImport Judge(JobDescription description)
    {
        // What is wrong in its form was replaced by something harmless, so the content is judged only when the form is sound.
        if (_faults.Count == 0)
        {
            _faults.AddRange(DescriptionFaults.Find(description).Select(f => $"{Show(Find(f.Place))}: {f.Text}"));
        }

        return _faults.Count > 0 ? throw new UwsConfigurationException(_faults)
            : new(description, [.. _differences.OrderBy(d => (d.At.Line, d.At.Column)).Select(d => $"{Show(d.At)}: {d.Text}")]);
    }

    private string Show(VoElement at) => $"{source}:{at.Line}:{at.Column}";

    private VoElement Find(string place)
    {
        while (place.Length > 0)
        {
            if (_places.TryGetValue(place, out var found))
            {
                return found;
            }

            place = place[..Math.Max(0, place.LastIndexOfAny(['.', '[']))];
        }

        return _places[""];
    }
}
