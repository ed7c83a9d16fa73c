using System.Globalization;

namespace UwsKit;

/// <summary>A parameter as datatype, arraysize and xtype of VOTable, and back.</summary>
internal static class VoShape
{
    private const string Datatypes = "boolean, unsignedByte, short, int, long, float, double, char, unicodeChar";

    private static readonly string[] Shapes = ["interval", "point", "circle", "polygon"];

    /// <summary>The form, limits and units of a parameter; not its value, text and necessity.</summary>
    public static VoParam Of(ParameterDescription p)
    {
        var (datatype, arraysize, xtype) = p.Type switch
        {
            ParameterType.Integer => ("long", null, p.Xtype),
            ParameterType.Real => ("double", null, p.Xtype),
            ParameterType.Boolean => ("boolean", null, p.Xtype),
            ParameterType.Timestamp => ("char", "*", "timestamp"),
            ParameterType.Uri => ("char", Length(p), "uri"),
            ParameterType.File => ("char", "*", VoTableNames.FileXtype),
            _ => ("char", Length(p), p.Xtype),
        };
        var texts = p.Options.Concat(p.AllDefaults);
        return new(
            p.Name,
            datatype == "char" && !texts.All(t => t.All(char.IsAscii)) ? "unicodeChar" : datatype,
            p.Xtype switch { "interval" or "point" => "2", "circle" => "3", "polygon" => "*", _ => arraysize })
        {
            Xtype = xtype, Unit = p.Unit, Ucd = IsUcd(p.Ucd) ? p.Ucd : null, Utype = p.Utype, Min = p.Min, Max = p.Max,
            Options = [.. p.Options.Select(o => (o, p.OptionTitles.GetValueOrDefault(o)))],
        };
    }

    /// <summary>Whether VOTable's schema takes it; null is none.</summary>
    public static bool IsUcd(string? ucd) => ucd is null || ucd.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or ';' or '-');

    /// <summary>The parameter that a PARAM describes, without necessity and text.</summary>
    public static ParameterDescription Read(VoElement element, string at, ActivityNotes notes)
    {
        var datatype = element["datatype"] ?? "char";
        var xtype = element["xtype"];
        var type = TypeOf(datatype, xtype);
        if (type is null)
        {
            notes.Fault(element, $"{at}: datatype '{ParameterText.Show(datatype)}' is not allowed; allowed: {Datatypes}");
            type = ParameterType.Text;
        }

        var isNumber = type is ParameterType.Integer or ParameterType.Real;
        if (isNumber && !Shapes.Contains(xtype) && element["arraysize"] is not (null or "1") and var array)
        {
            notes.Differ(element, $"{at}: arraysize '{ParameterText.Show(array!)}' of {datatype} becomes a text");
            (type, isNumber) = (ParameterType.Text, false);
        }

        if (type is ParameterType.Timestamp or ParameterType.Uri or ParameterType.File)
        {
            xtype = null;
        }
        else if (xtype is not null && !xtype.Contains(':', StringComparison.Ordinal) && !(isNumber && Shapes.Contains(xtype)))
        {
            notes.Differ(element, $"{at}: xtype '{ParameterText.Show(xtype)}' is not kept; it is not checked here");
            xtype = null;
        }

        var (min, max, options) = Limits(element, at, notes);
        var isOrdered = ParameterValue.IsOrdered(type.Value) && xtype is null or "interval";
        return new ParameterDescription(element["name"]!, type.Value)
        {
            Default = element["value"], Xtype = xtype, Unit = element["unit"], Ucd = element["ucd"], Utype = element["utype"],
            Min = min ?? (isOrdered ? Least(datatype) : null), Max = max ?? (isOrdered ? Most(datatype) : null),
            Options = [.. options.Select(o => o.Value)],
            OptionTitles = options.Where(o => o.Title is not null).DistinctBy(o => o.Value).ToDictionary(o => o.Value, o => o.Title!, StringComparer.Ordinal),
            MaxLength = type is ParameterType.Text or ParameterType.Uri && !isNumber ? Length(element, at, notes) : null,
            MediaType = type is ParameterType.File && element["xtype"] is { } media && media != VoTableNames.FileXtype ? media : null,
        };
    }

    private static ParameterType? TypeOf(string datatype, string? xtype) => datatype switch
    {
        "boolean" => ParameterType.Boolean,
        "unsignedByte" or "short" or "int" or "long" => ParameterType.Integer,
        "float" or "double" => ParameterType.Real,
        "char" or "unicodeChar" => xtype switch
        {
            "timestamp" => ParameterType.Timestamp,
            "uri" or "anyURI" => ParameterType.Uri,
            { } media when media.Contains('/', StringComparison.Ordinal) => ParameterType.File,
            _ => ParameterType.Text,
        },
        _ => null,
    };

    // The smaller whole numbers have bounds of their own; int is what the layout calls any whole number.
    private static string? Least(string datatype) => datatype switch { "unsignedByte" => "0", "short" => "-32768", _ => null };

    private static string? Most(string datatype) => datatype switch { "unsignedByte" => "255", "short" => "32767", _ => null };

    private static string Length(ParameterDescription p) => p.MaxLength is { } most ? string.Create(CultureInfo.InvariantCulture, $"{most}*") : "*";

    private static int? Length(VoElement element, string at, ActivityNotes notes)
    {
        if (element["arraysize"] is not { } size || size is "*" || element["datatype"] is not ("char" or "unicodeChar"))
        {
            return null;
        }

        if (!int.TryParse(size.TrimEnd('*'), NumberStyles.None, CultureInfo.InvariantCulture, out var most))
        {
            notes.Differ(element, $"{at}: arraysize '{ParameterText.Show(size)}' becomes any length");
            return null;
        }

        if (!size.EndsWith('*'))
        {
            notes.Differ(element, $"{at}: arraysize '{size}' becomes at most {most} characters");
        }

        return most;
    }

    private static (string? Min, string? Max, List<(string Value, string? Title)> Options) Limits(VoElement element, string at, ActivityNotes notes)
    {
        string? min = null, max = null;
        List<(string Value, string? Title)> options = [];
        foreach (var limit in element.All("VALUES").SelectMany(v => v.Children))
        {
            if (limit.Name is "MIN" or "MAX" && limit["inclusive"] == "no")
            {
                notes.Differ(limit, $"{at}: {limit.Name} itself becomes allowed; bounds are included");
            }

            switch (limit.Name)
            {
                case "MIN":
                    min = limit["value"];
                    break;
                case "MAX":
                    max = limit["value"];
                    break;
                case "OPTION" when limit.Attributes.TryGetValue("value", out var value) && limit.Children.Count == 0:
                    options.Add((value, limit["name"]));
                    break;
                default:
                    notes.Fault(limit, $"{at}: {limit.Name}{(limit.Children.Count > 0 ? " with others in it" : " without a value")} is not allowed; allowed in VALUES: MIN, MAX and OPTION with a value");
                    break;
            }
        }

        return (min, max, options);
    }
}
