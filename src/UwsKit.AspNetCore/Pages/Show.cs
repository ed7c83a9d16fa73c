using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>Instants, durations, sizes and phases as people read them.</summary>
internal static partial class Show
{
    /// <summary>An instant to the second; the whole of it for programs.</summary>
    public static Action<HtmlWriter> Time(DateTimeOffset? instant) => html =>
    {
        if (instant is { } i)
        {
            html.Write($"""<time datetime="{UwsTime.Format(i)}">{Second(i)}</time>""");
        }
    };

    /// <summary><c>2030-01-31 12:00:00</c>.</summary>
    public static string Second(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>3.2 s</c>, <c>4 min 05 s</c>, <c>2 h 10 min</c>, <c>3 d 04 h</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        var d = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
        return d.TotalSeconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{d.TotalSeconds:0.#} s")
            : d.TotalMinutes < 60 ? Two(d.Minutes, "min", d.Seconds, "s")
            : d.TotalHours < 24 ? Two(d.Hours, "h", d.Minutes, "min")
            : Two((int)d.TotalDays, "d", d.Hours, "h");

        static string Two(int large, string unit, int small, string smallUnit)
            => small == 0 ? string.Create(CultureInfo.InvariantCulture, $"{large} {unit}") : string.Create(CultureInfo.InvariantCulture, $"{large} {unit} {small:00} {smallUnit}");
    }

    /// <summary><c>1.4 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1000 && unit < Units.Length - 1; unit++)
        {
            size /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    /// <summary>A phase with its colour; the word says it too.</summary>
    public static Action<HtmlWriter> Phase(ExecutionPhase phase)
    {
        var word = phase.ToWord();
        return html => html.Write($"""<span class="phase {Class(phase)}">{word}</span>""");
    }

    /// <summary>How far a job is: a bar, or only words where no number is known.</summary>
    public static Action<HtmlWriter> Progress(JobProgress? progress) => html =>
    {
        if (progress?.Percent is { } percent && !double.IsNaN(percent))
        {
            var whole = (long)Math.Clamp(percent, 0, 100);
            html.Write($"""<progress value="{whole}" max="100" aria-label="Progress">{whole} %</progress> <span class="percent">{whole} %</span> """);
        }

        if (progress?.Text is { Length: > 0 } text)
        {
            html.Write($"""<bdi class="doing">{Cut(text, 200)}</bdi>""");
        }
    };

    /// <summary>A unit of VOUnits 1.1 as it is printed: <c>s**-1</c> is <c>s⁻¹</c>.</summary>
    public static string? Unit(string? unit) => unit is null ? null : Powers().Replace(unit, m => string.Concat(m.Groups[1].Value.Select(c => c == '-' ? '⁻' : Superscripts[c - '0'])));

    [GeneratedRegex(@"(?:\*\*|\^)\(?(-?[0-9]+)\)?")]
    private static partial Regex Powers();

    /// <summary>A text of at most so many characters.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");

    /// <summary>An id that can be told from its neighbours; the whole of it is in the link.</summary>
    public static string Short(JobId id) => $"{id.Value.AsSpan(0, 11)}…{id.Value.AsSpan(JobId.Length - 4)}";

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    private static string Class(ExecutionPhase phase) => phase switch
    {
        ExecutionPhase.Completed => "good",
        ExecutionPhase.Error => "bad",
        ExecutionPhase.Executing => "busy",
        ExecutionPhase.Queued or ExecutionPhase.Suspended or ExecutionPhase.Held or ExecutionPhase.Unknown => "waiting",
        _ => "calm",
    };
}
