using System.Globalization;

namespace UwsKit.Batch;

/// <summary>What settings and, where these allow it, descriptions choose of a batch system. A description's value may hold <c>{parameter}</c>.</summary>
internal static class BatchWishes
{
    /// <summary>The wishes by name; times in whole minutes.</summary>
    /// <param name="settings">The host's own.</param>
    /// <param name="options">Say what a description may choose.</param>
    /// <param name="description">Whose options are checked.</param>
    /// <param name="values">For the templates.</param>
    /// <param name="allowed">What a value of text has to be, where it is not; null = it is fine.</param>
    /// <exception cref="RefusedException">An option is unknown, not allowed here, or its value cannot be taken.</exception>
    public static IReadOnlyDictionary<string, string> Of(
        IEnumerable<(string Name, string? Value)> settings, IBatchOptions options, JobDescription description, ParameterValues values, Func<string, string?> allowed)
    {
        var wishes = settings.Where(s => s.Value is { Length: > 0 }).ToDictionary(s => s.Name, s => s.Value!);
        foreach (var (key, template) in description.Backend.Options)
        {
            var name = key.ToLowerInvariant();
            if (!options.AllowedOptions.Contains(name))
            {
                throw new RefusedException(
                    $"the description's option '{key}' is not allowed here; allowed: {(options.AllowedOptions.Count == 0 ? "none" : string.Join(", ", options.AllowedOptions))}");
            }

            // Only {parameter} and it is absent: the setting stays.
            if (new ArgumentTemplate(template, values).Expand().ToList() is [var value, ..])
            {
                wishes[name] = Checked(name, value, allowed);
            }
        }

        return wishes;
    }

    /// <summary>Whole minutes, never less than asked for.</summary>
    public static string Minutes(TimeSpan duration) => Math.Max(1, (long)Math.Ceiling(duration.TotalMinutes)).ToString(CultureInfo.InvariantCulture);

    private static string Checked(string name, string value, Func<string, string?> allowed)
    {
        return name switch
        {
            "time" => UwsDuration.TryParse(value, out var time) && time > TimeSpan.Zero ? Minutes(time) : throw Wrong(UwsDuration.Allowed),
            "cpus" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var cpus) && cpus > 0 ? value : throw Wrong("a whole number above 0"),
            _ => allowed(value) is { } text ? throw Wrong(text) : value,
        };

        RefusedException Wrong(string text) => new($"the value '{OutputTail.OneLine(value, 100)}' of the option '{name}' is not allowed; allowed: {text}");
    }
}
