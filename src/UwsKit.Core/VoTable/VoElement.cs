namespace UwsKit;

/// <summary>An element of a VOTable that was read, with its place in the file.</summary>
internal sealed class VoElement(string name, int line, int column)
{
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>In characters, from 1.</summary>
    public int Column { get; } = column;

    public List<VoElement> Children { get; } = [];

    /// <summary>The attributes without those of other namespaces.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>The text of the element itself, without blanks around it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The attribute; null when it is absent or empty.</summary>
    public string? this[string attribute] => _attributes.GetValueOrDefault(attribute) is { Length: > 0 } value ? value : null;

    public IEnumerable<VoElement> All(string element) => Children.Where(c => c.Name == element);

    /// <summary>The text of its DESCRIPTION; null when there is none.</summary>
    public string? Description => All("DESCRIPTION").FirstOrDefault()?.Text is { Length: > 0 } text ? text : null;

    public void Set(string attribute, string value) => _attributes[attribute] = value;

    public void SetText(string text) => Text = text.Trim();
}
