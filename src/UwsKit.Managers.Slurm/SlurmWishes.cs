using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Slurm;

/// <summary>The options of sbatch that settings and, where these allow it, descriptions choose. A description's value may hold <c>{parameter}</c>.</summary>
internal static partial class SlurmWishes
{
    public const string PlainText = "letters, digits and . _ : , = @ + % / -, not '-' first, at most 200 characters";

    public static readonly IReadOnlyList<string> Names = ["partition", "account", "qos", "cpus", "memory", "gres", "time"];

    public static bool IsPlain(string value) => Plain().IsMatch(value);

    /// <exception cref="RefusedException">An option is unknown, not allowed here, or its value cannot be taken.</exception>
    public static IReadOnlyList<string> Of(SlurmOptions options, JobDescription description, ParameterValues values)
    {
        var wishes = new Dictionary<string, string?>
        {
            ["partition"] = options.Partition, ["account"] = options.Account, ["qos"] = options.Qos, ["memory"] = options.Memory, ["gres"] = options.Gres,
            ["cpus"] = options.Cpus?.ToString(CultureInfo.InvariantCulture), ["time"] = options.Time is { } time ? Minutes(time) : null,
        };
        foreach (var (key, template) in description.Backend.Options)
        {
            var name = key.ToLowerInvariant();
            if (!options.AllowedOptions.Contains(name))
            {
                throw new RefusedException($"the description's option '{key}' is not allowed here; allowed: {(options.AllowedOptions.Count == 0 ? "none" : string.Join(", ", options.AllowedOptions))}");
            }

            // Only {parameter} and it is absent: the setting stays.
            if (new ArgumentTemplate(template, values).Expand().ToList() is [var value, ..])
            {
                wishes[name] = Checked(name, value);
            }
        }

        return
        [
            .. wishes.Where(w => w.Value is { Length: > 0 }).Select(w => $"--{(w.Key switch { "cpus" => "cpus-per-task", "memory" => "mem", var same => same })}={w.Value}"),
            .. options.Arguments,
        ];
    }

    /// <summary>As sbatch and scontrol take it: whole minutes, never less than asked for.</summary>
    public static string Minutes(TimeSpan duration) => Math.Max(1, (long)Math.Ceiling(duration.TotalMinutes)).ToString(CultureInfo.InvariantCulture);

    private static string Checked(string name, string value)
    {
        if (name == "time")
        {
            return UwsDuration.TryParse(value, out var time) && time > TimeSpan.Zero ? Minutes(time) : throw Wrong(UwsDuration.Allowed);
        }

        if (name == "cpus")
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var cpus) && cpus > 0 ? value : throw Wrong("a whole number above 0");
        }

        return IsPlain(value) ? value : throw Wrong(PlainText);

        RefusedException Wrong(string allowed) => new($"the value '{OutputTail.OneLine(value, 100)}' of the option '{name}' is not allowed; allowed: {allowed}");
    }

    [GeneratedRegex("^[A-Za-z0-9._:,=@+%/][A-Za-z0-9._:,=@+%/-]{0,199}\\z")]
    private static partial Regex Plain();
}
