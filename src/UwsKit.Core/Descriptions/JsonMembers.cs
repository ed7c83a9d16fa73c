using System.Text.Json;

namespace UwsKit;

/// <summary>The members of one JSON object, read by name; whatever is wrong is noted with its place, and reading goes on.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _at;
    private readonly List<string> _faults;

    /// <param name="json">The object.</param>
    /// <param name="at">Its place, such as <c>parameters[2]</c>; empty for the root.</param>
    /// <param name="faults">Where faults are noted.</param>
    /// <param name="known">The members that there are; null = any.</param>
    public JsonMembers(JsonElement json, string at, List<string> faults, string[]? known)
    {
        (_at, _faults) = (at, faults);
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{(at.Length == 0 ? "the document" : at)}: {Kind(json)} was found; allowed: an object");
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            var name = NameOf(member);
            if (name is null || (known is not null && !known.Contains(name)))
            {
                faults.Add($"{Place(ParameterText.Show(name ?? "?"))}: unknown member; known here: {string.Join(", ", known ?? [])}");
            }
            else if (!_members.TryAdd(name, member.Value))
            {
                faults.Add($"{Place(name)}: given twice");
            }
        }
    }

    /// <summary>The names found, in order.</summary>
    public IEnumerable<string> Names => _members.Keys;

    /// <summary>The member as one text; numbers and booleans too where <paramref name="scalars"/> is set.</summary>
    public string? Text(string name, bool scalars = false) => Find(name) is { } json ? Text(json, Place(name), scalars) : null;

    /// <summary>As <see cref="Text(string, bool)"/>, but must be there.</summary>
    public string Needed(string name, string allowed = "a text")
    {
        if (Find(name) is null)
        {
            _faults.Add($"{Place(name)}: a value is needed; allowed: {allowed}");
        }

        return Text(name) ?? "";
    }

    public bool Flag(string name)
    {
        if (Find(name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } other)
        {
            _faults.Add($"{Place(name)}: {Kind(other)} was found; allowed: true or false");
        }

        return Find(name)?.ValueKind == JsonValueKind.True;
    }

    public IReadOnlyList<string> Texts(string name, bool scalars = false)
        => [.. Items(name).Select(i => Text(i.Json, i.At, scalars)).OfType<string>()];

    /// <summary>The items of an array with their places; empty when there is none.</summary>
    public IReadOnlyList<(JsonElement Json, string At)> Items(string name)
    {
        if (Find(name) is not { } json)
        {
            return [];
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            _faults.Add($"{Place(name)}: {Kind(json)} was found; allowed: an array");
            return [];
        }

        return [.. json.EnumerateArray().Select((item, i) => (item, $"{Place(name)}[{i}]"))];
    }

    /// <summary>The member; null when absent or null.</summary>
    public JsonElement? Find(string name) => _members.TryGetValue(name, out var json) && json.ValueKind != JsonValueKind.Null ? json : null;

    public string Place(string name) => _at.Length == 0 ? name : $"{_at}.{name}";

    /// <summary>One value or an array of values.</summary>
    public IReadOnlyList<string> OneOrMore(string name)
        => Find(name) is { ValueKind: JsonValueKind.Array } ? Texts(name, scalars: true) : Text(name, scalars: true) is { } one ? [one] : [];

    /// <summary>A whole number from 0.</summary>
    public long? Whole(string name, long most)
    {
        if (Find(name) is not { } json)
        {
            return null;
        }

        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) && number >= 0 && number <= most)
        {
            return number;
        }

        _faults.Add($"{Place(name)}: {Kind(json)} was found; allowed: a whole number of 0 to {most}");
        return null;
    }

    public string? Text(JsonElement json, string at, bool scalars)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String when Decode(json) is { } text:
                return text;
            case JsonValueKind.String:
                _faults.Add($"{at}: a text that is not Unicode was found");
                return null;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when scalars:
                return json.GetRawText();
            default:
                _faults.Add($"{at}: {Kind(json)} was found; allowed: a text{(scalars ? ", a number, true or false" : "")}");
                return null;
        }
    }

    // Half of a surrogate pair, or bytes that are not UTF-8, is legal to the parser and an exception to the reader.
    private static string? Decode(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"the text '{ParameterText.Show(Decode(json) ?? "?")}'",
        _ => $"'{ParameterText.Show(json.GetRawText())}'",
    };
}
