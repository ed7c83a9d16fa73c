using System.Globalization;
using System.Text.Json.Nodes;

namespace UwsKit;

/// <summary>Parameters as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). What it has no word for is in members that begin with <c>x-</c>.</summary>
internal static class ParameterSchema
{
    // What regular expressions of .NET have and those of JSON Schema (ECMA-262) have not, or mean otherwise.
    private static readonly string[] OwnSyntax = [@"\A", @"\Z", @"\z", @"\G", @"\p", @"\P", @"\a", @"\e", "-[", "(?"];

    /// <summary>A form of these fields. None is needed with any one request: a job may be built step by step.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="upload">Whether files are sent in it; else they are given by URL.</param>
    public static JsonObject Form(IReadOnlyList<ParameterDescription> fields, bool upload)
        => new() { ["type"] = "object", ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)Of(f, upload)))) };

    /// <summary>One parameter.</summary>
    public static JsonObject Of(ParameterDescription p, bool upload)
    {
        var value = Value(p, upload);
        var whole = value;
        if (p.Repeatable)
        {
            whole = new() { ["type"] = "array", ["items"] = value };
            Set(whole, "minItems", p.MinCount);
            Set(whole, "maxItems", p.MaxCount);
        }

        Set(whole, "title", p.Title);
        Set(whole, "description", p.Text);
        if (p.AllDefaults.Count > 0)
        {
            whole["default"] = p.Repeatable ? new JsonArray([.. p.AllDefaults.Select(d => Typed(p, d))]) : Typed(p, p.AllDefaults[0]);
        }

        if (p.Required)
        {
            whole["x-required"] = true;
        }

        Set(whole, "x-group", p.Group);
        Set(whole, "x-unit", p.Unit);
        Set(whole, "x-ucd", p.Ucd);
        Set(whole, "x-utype", p.Utype);
        Set(whole, "x-xtype", p.Xtype);
        return whole;
    }

    private static JsonObject Value(ParameterDescription p, bool upload)
    {
        var isNumber = !DaliShape.Is(p) && p.Type is ParameterType.Integer or ParameterType.Real;
        JsonObject value = p.Type switch
        {
            _ when DaliShape.Is(p) => new() { ["type"] = "string" },
            ParameterType.Integer => new() { ["type"] = "integer", ["format"] = "int64" },
            ParameterType.Real => new() { ["type"] = "number", ["format"] = "double" },
            ParameterType.Boolean => new() { ["type"] = "boolean" },
            ParameterType.Timestamp => new() { ["type"] = "string", ["format"] = "date-time" },
            ParameterType.Uri => new() { ["type"] = "string", ["format"] = "uri" },
            ParameterType.File when upload => new() { ["type"] = "string", ["contentMediaType"] = p.MediaType ?? "application/octet-stream" },
            ParameterType.File => new() { ["type"] = "string", ["format"] = "uri" },
            _ => new() { ["type"] = "string" },
        };
        if (p.Min is { } min)
        {
            value[isNumber ? "minimum" : "x-minimum"] = Typed(p, min);
        }

        if (p.Max is { } max)
        {
            value[isNumber ? "maximum" : "x-maximum"] = Typed(p, max);
        }

        if (p.Options.Count > 0)
        {
            value["enum"] = new JsonArray([.. p.Options.Select(o => Typed(p, o))]);
            if (p.OptionTitles.Count > 0)
            {
                value["x-enum-titles"] = new JsonArray([.. p.Options.Select(o => (JsonNode)p.OptionTitles.GetValueOrDefault(o, o))]);
            }
        }

        if (p.Pattern is { } pattern)
        {
            var common = !OwnSyntax.Any(s => pattern.Replace("(?:", "(", StringComparison.Ordinal).Contains(s, StringComparison.Ordinal));
            value[common ? "pattern" : "x-pattern"] = common ? $"^(?:{pattern})$" : pattern;
        }

        Set(value, "maxLength", p.MaxLength);
        Set(value, "x-max-bytes", p.MaxSize);
        return value;
    }

    private static JsonNode Typed(ParameterDescription p, string text) => p.Type switch
    {
        _ when DaliShape.Is(p) => text,
        ParameterType.Integer when long.TryParse(text, CultureInfo.InvariantCulture, out var whole) => whole,
        ParameterType.Real when double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        ParameterType.Boolean => text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase),
        _ => text,
    };

    private static void Set(JsonObject target, string name, string? text)
    {
        if (text is not null)
        {
            target[name] = text;
        }
    }

    private static void Set(JsonObject target, string name, long? number)
    {
        if (number is { } value)
        {
            target[name] = value;
        }
    }
}
