using System.Text.Json;

namespace UwsKit;

/// <summary>Finds what a description says that its VOTable does not, one line each.</summary>
internal static class ActivityDifferences
{
    public static IReadOnlyList<string> Find(JobDescription d)
    {
        List<string> lines = [];
        if (d.ExecutionDuration is { } duration && duration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            lines.Add($"executionDuration: {UwsDuration.Format(duration)} becomes {UwsXmlWriter.Seconds(duration)}s");
        }

        Left(lines, "allowUndescribedParameters", d.AllowUndescribedParameters);
        Left(lines, "errorFormat", d.ErrorFormat is not null);
        lines.AddRange(d.Parameters.SelectMany(Of));
        lines.AddRange(d.Rules.Select((r, i) => $"rules[{i}]: {JsonNamingPolicy.CamelCase.ConvertName(r.Kind.ToString())} of {string.Join(", ", r.Parameters.Prepend(r.Parameter).OfType<string>())} is left out"));
        lines.AddRange(d.Examples.Select(e => $"example '{e.Name}' is left out"));
        var main = ActivityResults.MainOf(d.Results);
        lines.AddRange(d.Results.Where(r => r.PreviewOf is { } of && (of != main || r.Name == main))
            .Select(r => $"result '{r.Name}': previewOf '{r.PreviewOf}' {(r.Name == main ? "is left out, for it is the main result" : "becomes a preview of the main result")}"));
        Backend(d, lines);
        return lines;
    }

    private static IEnumerable<string> Of(ParameterDescription p)
    {
        var at = $"parameter '{p.Name}'";
        List<string> lines = [];
        Left(lines, $"{at}: title", p.Title is not null);
        Left(lines, $"{at}: group", p.Group is not null);
        Left(lines, $"{at}: repeatable", p is { Repeatable: true, Type: not ParameterType.File });
        Left(lines, $"{at}: minCount", p.MinCount is not null && (p.Type is not ParameterType.File || (p.MinCount > 1 && !p.Required)));
        Left(lines, $"{at}: maxCount", p.MaxCount is not null && p.Type is not ParameterType.File);
        Left(lines, $"{at}: pattern", p.Pattern is not null);
        Left(lines, $"{at}: maxSize", p.MaxSize is not null);
        Left(lines, $"{at}: mediaType", p.MediaType is not null && p.Type is not ParameterType.File);
        Left(lines, $"{at}: ucd '{p.Ucd}'", !VoShape.IsUcd(p.Ucd));
        Left(lines, $"{at}: xtype '{p.Xtype}'", p.Xtype is not (null or "timestamp") && p.Type is (ParameterType.Timestamp or ParameterType.Uri or ParameterType.File));
        if (p.AllDefaults.Count > 1)
        {
            lines.Add($"{at}: default with {p.AllDefaults.Count} values is left out");
        }
        else if (p.AllDefaults is [""])
        {
            lines.Add($"{at}: default '' becomes no default");
        }

        return lines;
    }

    private static void Backend(JobDescription d, List<string> lines)
    {
        var (b, script) = (d.Backend, $"{d.Name}.sh");
        if (b.Command.Count > 0)
        {
            lines.Add($"backend.command: '{ParameterText.Show(b.Command[0])}' is left out; who reads the VOTable runs {script} beside it");
        }
        else if (b.Script != script)
        {
            lines.Add($"backend.script: {(b.Script is { } other ? $"'{ParameterText.Show(other)}'" : "none")} becomes {script} beside the VOTable");
        }

        Left(lines, "backend.arguments", b.Arguments.Count > 0);
        Left(lines, "backend.options", b.Options.Count > 0);
    }

    private static void Left(List<string> lines, string what, bool isLeft)
    {
        if (isLeft)
        {
            lines.Add($"{what} is left out");
        }
    }
}
