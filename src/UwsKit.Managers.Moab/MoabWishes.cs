using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Moab;

/// <summary>The options of msub that settings and, where these allow it, descriptions choose.</summary>
internal static partial class MoabWishes
{
    public static readonly IReadOnlyList<string> Names = ["class", "account", "qos", "nodes", "memory", "time"];

    private const string Limit = "walltime=";

    /// <summary>What a value has to be, where it is not; null = it is fine. A comma would begin a further resource.</summary>
    public static string? Allowed(string value) => Plain().IsMatch(value) ? null : "letters, digits and . _ : = @ + / -, not '-' first, at most 200 characters";

    /// <exception cref="RefusedException">An option is unknown, not allowed here, or its value cannot be taken.</exception>
    public static IReadOnlyList<string> Of(MoabOptions options, JobDescription description, ParameterValues values)
    {
        IEnumerable<(string, string?)> settings =
        [
            ("class", options.Class), ("account", options.Account), ("qos", options.Qos), ("nodes", options.Nodes), ("memory", options.Memory),
            ("time", options.Time is { } time ? BatchWishes.Minutes(time) : null),
        ];
        return [.. BatchWishes.Of(settings, options, description, values, Allowed).SelectMany(w => Words(w.Key, w.Value)), .. options.Arguments];
    }

    /// <summary>The wishes with the job's execution duration in place of the default.</summary>
    public static IReadOnlyList<string> With(IReadOnlyList<string> wishes, TimeSpan? duration) => duration is not { } d ? wishes
        : wishes.Any(IsLimit) ? [.. wishes.Select(w => IsLimit(w) ? Walltime(d) : w)] : [.. wishes, "-l", Walltime(d)];

    /// <summary>Whole minutes in seconds, which every version reads alike.</summary>
    public static string Seconds(TimeSpan duration) => (long.Parse(BatchWishes.Minutes(duration), CultureInfo.InvariantCulture) * 60).ToString(CultureInfo.InvariantCulture);

    private static string[] Words(string name, string value) => name switch
    {
        "class" => ["-q", value],
        "account" => ["-A", value],
        "memory" => ["-l", $"mem={value}"],
        "time" => ["-l", Walltime(TimeSpan.FromMinutes(long.Parse(value, CultureInfo.InvariantCulture)))],
        _ => ["-l", $"{name}={value}"],
    };

    private static bool IsLimit(string word) => word.StartsWith(Limit, StringComparison.Ordinal);

    private static string Walltime(TimeSpan duration) => Limit + Seconds(duration);

    [GeneratedRegex("^[A-Za-z0-9._:=@+/][A-Za-z0-9._:=@+/-]{0,199}\\z")]
    private static partial Regex Plain();
}
