using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>One parameter as a field: label, unit, input with the description's rules as far as browsers know them, help and faults.</summary>
internal static partial class FieldWriter
{
    private const int ManyCharacters = 200;

    public static void Write(HtmlWriter html, JobForm form, ParameterDescription d)
    {
        var faults = form.Faults.Of(d.Name).ToList();
        var values = form.Values[d.Name].ToList();
        var described = $"h-{d.Name}{(faults.Count > 0 ? $" e-{d.Name}" : "")}";
        var single = d is { Repeatable: false };
        html.Write($"""<div class="field{(faults.Count > 0 ? " bad" : "")}">""");
        if (single && d.Type is not ParameterType.File)
        {
            html.Write($"""<label for="p-{d.Name}">{h => Label(h, d)}</label>""");
            Input(html, d, values.FirstOrDefault() ?? "", described, faults.Count > 0, $"p-{d.Name}", IsNeeded(d));
        }
        else
        {
            html.Write($"""<fieldset id="p-{d.Name}" tabindex="-1" aria-describedby="{described}"><legend>{h => Label(h, d)}</legend>""");
            if (d.Type is ParameterType.File)
            {
                FileFieldWriter.Write(html, form, d, values, IsNeeded(d));
            }
            else if (d.Options.Count > 0)
            {
                Ticks(html, d, values);
            }
            else
            {
                Several(html, d, values);
            }

            html.Write($"</fieldset>");
        }

        html.Write($"""<p class="help" id="h-{d.Name}">{d.Text}{h => Rule(h, d)}</p>""");
        if (faults.Count > 0)
        {
            html.Write($"""<p class="fault" id="e-{d.Name}">{string.Join(' ', faults)}</p>""");
        }

        html.Write($"</div>\n");
    }

    private static bool IsNeeded(ParameterDescription d) => d.Required && d.AllDefaults.Count == 0;

    private static void Label(HtmlWriter html, ParameterDescription d)
    {
        html.Write($"{d.Title ?? d.Name}");
        if (d.Unit is { Length: > 0 } unit)
        {
            html.Write($""" <span class="unit">{Show.Unit(unit)}</span>""");
        }

        if (IsNeeded(d))
        {
            html.Write($""" <span class="needed">needed</span>""");
        }
    }

    private static void Rule(HtmlWriter html, ParameterDescription d)
    {
        var unit = d.Unit is { Length: > 0 } u ? $" {Show.Unit(u)}" : "";
        List<string> rules = [];
        if (DaliShape.Is(d)) rules.Add(DaliShape.Words(d));
        if (d.Type is ParameterType.Timestamp) rules.Add(ParameterValue.Words(d.Type));
        if (d is { Min: { } min, Max: { } max }) rules.Add($"{min} to {max}{unit}");
        else if (d.Min is not null) rules.Add($"at least {d.Min}{unit}");
        else if (d.Max is not null) rules.Add($"at most {d.Max}{unit}");
        if (d.MaxLength is { } length) rules.Add(string.Create(CultureInfo.InvariantCulture, $"at most {length} characters"));
        if (rules.Count > 0 && d.Options.Count == 0)
        {
            var stop = d.Text is { Length: > 0 } text && text[^1] is not ('.' or '!' or '?' or ':' or ';') ? "." : "";
            html.Write($"""{stop} <span class="rule">Allowed: {string.Join("; ", rules)}.</span>""");
        }

        if (d.Title is not null)
        {
            html.Write($" <code>{d.Name}</code>");
        }
    }

    private static void Ticks(HtmlWriter html, ParameterDescription d, List<string> values)
    {
        foreach (var option in d.Options)
        {
            html.Write($"""<label class="tick"><input type="checkbox" name="{d.Name}" value="{option}"{new HtmlAttribute("checked", values.Contains(option))}> {d.OptionTitles.GetValueOrDefault(option, option)}</label> """);
        }
    }

    // Those given, and some more to fill; the module adds further ones.
    private static void Several(HtmlWriter html, ParameterDescription d, List<string> values)
    {
        var count = Math.Clamp(values.Count + 2, 3, Math.Max(d.MaxCount ?? int.MaxValue, values.Count));
        for (var i = 0; i < count; i++)
        {
            Input(html, d, i < values.Count ? values[i] : "", null, false, null, false, string.Create(CultureInfo.InvariantCulture, $"{d.Title ?? d.Name}, value {i + 1}"));
        }
    }

    private static void Input(HtmlWriter html, ParameterDescription d, string value, string? described, bool bad, string? id, bool needed, string? label = null)
    {
        if (d.Options.Count > 0 || (d.Type is ParameterType.Boolean && value.ToUpperInvariant() is "" or "TRUE" or "FALSE" or "1" or "0"))
        {
            Choice(html, d, value, described, bad, id, needed, label);
            return;
        }

        var isLong = d.Type is ParameterType.Text && (d.MaxLength > ManyCharacters || d.MediaType is not null || value.Contains('\n', StringComparison.Ordinal) || value.Length > ManyCharacters);
        var maxLength = d.MaxLength?.ToString(CultureInfo.InvariantCulture);
        if (isLong)
        {
            html.Write($"""<textarea{Id(id)} name="{d.Name}" rows="6"{Described(described)}{Label(label)}{Bad(bad)}{Needed(needed)}{new HtmlAttribute("maxlength", maxLength)}>""");
            // The first line end after the tag does not count.
            html.Write($"\n{value}</textarea>");
            return;
        }

        var number = IsNumber(d, value);
        html.Write($"""
            <input{Id(id)} name="{d.Name}" type="{(number ? "number" : d.Type is ParameterType.Uri ? "url" : "text")}" value="{value}"{Described(described)}{Label(label)}{Bad(bad)}{Needed(needed)}
            """);
        html.Write($"""
            {new HtmlAttribute("min", number ? d.Min : null)}{new HtmlAttribute("max", number ? d.Max : null)}{new HtmlAttribute("step", !number ? null : d.Type is ParameterType.Real ? "any" : "1")}
            """);
        html.Write($"""
            {new HtmlAttribute("maxlength", maxLength)}{new HtmlAttribute("pattern", d.Pattern is { } pattern ? HtmlPattern.Of(pattern) : null)}{new HtmlAttribute("placeholder", Example(d))}>
            """);
    }

    private static void Choice(HtmlWriter html, ParameterDescription d, string value, string? described, bool bad, string? id, bool needed, string? label)
    {
        html.Write($"""<select{Id(id)} name="{d.Name}"{Described(described)}{Label(label)}{Bad(bad)}{Needed(needed)}>""");
        if (d.AllDefaults.Count == 0 || value.Length == 0)
        {
            html.Write($"""<option value="">{(d.AllDefaults.Count == 0 ? "" : "(default)")}</option>""");
        }

        var isTrue = value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase);
        var options = d.Options.Count > 0
            ? d.Options.Select(o => (Value: o, Title: d.OptionTitles.GetValueOrDefault(o, o), Chosen: o == value))
            : [("true", "yes", isTrue), ("false", "no", !isTrue && value.Length > 0)];
        foreach (var option in options)
        {
            html.Write($"""<option value="{option.Value}"{new HtmlAttribute("selected", option.Chosen)}>{option.Title}</option>""");
        }

        // What was sent and is no option is kept, to be seen.
        if (d.Options.Count > 0 && value.Length > 0 && !d.Options.Contains(value))
        {
            html.Write($"""<option value="{value}" selected>{value}</option>""");
        }

        html.Write($"</select>");
    }

    private static HtmlAttribute Id(string? id) => new("id", id);
    private static HtmlAttribute Described(string? by) => new("aria-describedby", by);
    private static HtmlAttribute Label(string? label) => new("aria-label", label);
    private static HtmlAttribute Bad(bool bad) => new("aria-invalid", bad ? "true" : null);
    private static HtmlAttribute Needed(bool needed) => new("required", needed);

    // Browsers drop from a field for numbers what HTML does not take for one: then it is a field for text, so that what was sent is kept.
    private static bool IsNumber(ParameterDescription d, string value)
        => d.Type is ParameterType.Integer or ParameterType.Real && !DaliShape.Is(d)
            && new[] { value, d.Min ?? "", d.Max ?? "" }.All(v => v.Length == 0 || HtmlNumber().IsMatch(v));

    private static string? Example(ParameterDescription d) => (d.Xtype, d.Type) switch
    {
        ("interval", _) => "0.5 2.5",
        ("point", _) => "83.633 22.014",
        ("circle", _) => "83.633 22.014 0.5",
        ("polygon", _) => "83 22 84 22 84 23",
        (_, ParameterType.Timestamp) => "2030-01-31T12:00:00Z",
        _ => null,
    };

    [GeneratedRegex(@"^-?(\d+|\d*\.\d+)([eE][-+]?\d+)?$")]
    private static partial Regex HtmlNumber();
}
