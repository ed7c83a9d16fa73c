using System.Text;

namespace UwsKit.Work;

/// <summary>
/// One argument of a description. <c>{name}</c> of a described parameter is replaced by its value within this one argument; <c>{{</c> and
/// <c>}}</c> are braces; every other brace is text, so that <c>${HOME}</c> stays what it is. Parameters that are not described are
/// never put in: a client chooses their names.
/// </summary>
internal sealed class ArgumentTemplate
{
    private readonly List<(string Text, ParameterValue? Parameter)> _parts = [];

    public ArgumentTemplate(string template, ParameterValues values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{' && template.IndexOf('}', i) is > 0 and var end
                && values.Find(template[(i + 1)..end]) is { Described: true } parameter)
            {
                _parts.Add((text.ToString(), parameter));
                text.Clear();
                i = end;
            }
            else
            {
                text.Append(c);
            }
        }

        _parts.Add((text.ToString(), null));
    }

    /// <summary>The text before the first value.</summary>
    public string Prefix => _parts[0].Text;

    /// <summary>Whether a parameter is put in.</summary>
    public bool HasValues => _parts.Count > 1;

    /// <summary>The first parameter that is put in, for messages.</summary>
    public string? FirstName => _parts[0].Parameter?.Name;

    /// <summary>
    /// The arguments that this becomes: one; none, when it is only <c>{name}</c> and that is absent (within more text an absent value is
    /// empty); one for each value of a parameter that has several.
    /// </summary>
    public IEnumerable<string> Expand()
    {
        var lone = _parts is [("", { Values.Count: 0 }), ("", null)];
        if (lone)
        {
            return [];
        }

        var several = _parts.Select(p => p.Parameter).OfType<ParameterValue>().Where(p => p.Values.Count > 1).Distinct().ToList();
        return several.Count switch
        {
            0 => [Join(0)],
            1 => several[0].Values.Select((_, i) => Join(i)),
            _ => throw new RefusedException($"one argument cannot hold several values of both '{several[0].Name}' and '{several[1].Name}'"),
        };
    }

    private string Join(int index)
        => string.Concat(_parts.Select(p => p.Text + (p.Parameter is null or { Values.Count: 0 } ? "" : p.Parameter.Values[p.Parameter.Values.Count > 1 ? index : 0])));
}
