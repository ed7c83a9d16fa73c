using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Slurm;

/// <summary>The options of sbatch that settings and, where these allow it, descriptions choose. A description's value may hold <c>{parameter}</c>.</summary>
internal static partial class SlurmWishes
{
    public static readonly IReadOnlyList<string> Names = ["partition", "account", "qos", "cpus", "memory", "gres", "time"];

    /// <summary>What a value has to be, where it is not; null = it is fine.</summary>
    public static string? Allowed(string value) => Plain().IsMatch(value) ? null : "letters, digits and . _ : , = @ + % / -, not '-' first, at most 200 characters";

    /// <exception cref="RefusedException">An option is unknown, not allowed here, or its value cannot be taken.</exception>
    public static IReadOnlyList<string> Of(SlurmOptions options, JobDescription description, ParameterValues values)
    {
        IEnumerable<(string, string?)> settings =
        [
            ("partition", options.Partition), ("account", options.Account), ("qos", options.Qos), ("memory", options.Memory), ("gres", options.Gres),
            ("cpus", options.Cpus?.ToString(CultureInfo.InvariantCulture)), ("time", options.Time is { } time ? BatchWishes.Minutes(time) : null),
        ];
        return
        [
            .. BatchWishes.Of(settings, options, description, values, Allowed)
                .Select(w => $"--{(w.Key switch { "cpus" => "cpus-per-task", "memory" => "mem", var same => same })}={w.Value}"),
            .. options.Arguments,
        ];
    }

    [GeneratedRegex("^[A-Za-z0-9._:,=@+%/][A-Za-z0-9._:,=@+%/-]{0,199}\\z")]
    private static partial Regex Plain();
}
