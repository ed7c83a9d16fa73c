using System.Globalization;

namespace UwsKit;

/// <summary>Reads the job control parameters of UWS 1.1 (§2.2.3): their names and words in any case. Faults are 400 with the value found.</summary>
internal static class ControlParameters
{
    public const string Phase = "PHASE";
    public const string ExecutionDuration = "EXECUTIONDURATION";
    public const string Destruction = "DESTRUCTION";
    public const string RunId = "RUNID";
    public const string Action = "ACTION";
    public const string Wait = "WAIT";

    /// <summary>Names that never are a job's own parameters, wherever they are sent. RUNID is both.</summary>
    public static string[] NotOfTheJob { get; } = [Phase, ExecutionDuration, Destruction, Action, Wait];

    /// <summary>Whether PHASE=RUN was given with a creation; no other word is allowed there (UWS 1.1 §2.2.3.1).</summary>
    public static bool ReadRun(string? text)
        => text is not null && (Is(text, "RUN") ? true : throw Bad(Phase, text, "RUN"));

    /// <summary>Reads the word for <c>{job}/phase</c>: true = RUN, false = ABORT (UWS 1.1 §2.2.3.5, 2.2.3.6).</summary>
    public static bool ReadRunOrAbort(string? text)
        => Is(text, "RUN") || (Is(text, "ABORT") ? false : throw Bad(Phase, text, "RUN or ABORT"));

    /// <summary>Whether a job is to be destroyed (UWS 1.1 §2.2.3.2).</summary>
    public static bool ReadDelete(string? text)
        => text is not null && (Is(text, "DELETE") ? true : throw Bad(Action, text, "DELETE"));

    /// <summary>Reads whole seconds; more than the schema's 32 bits can hold are cut to that (UWS 1.1 §2.2.3.4).</summary>
    public static TimeSpan ReadDuration(string? text)
        => TimeSpan.FromSeconds(ReadDigits(text) ?? throw Bad(ExecutionDuration, text, "a whole number of seconds, 0 for the longest possible"));

    /// <summary>Reads an instant; empty = null, that is: the longest allowed (UWS 1.1 §2.2.3.3).</summary>
    public static DateTimeOffset? ReadDestruction(string? text)
        => text is { Length: 0 } ? null
        : UwsTime.TryParse(text, out var instant) ? instant
        : throw Bad(Destruction, text, "an ISO 8601 instant in UTC such as 2030-01-31T12:00:00Z, or an empty value for the latest possible");

    /// <summary>Digits only; null = something else. What is too long for 32 bits is their largest number.</summary>
    public static int? ReadDigits(string? text)
        => string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExceptInRange('0', '9') ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    /// <summary>400 with the value found and what is allowed.</summary>
    public static UwsException Bad(string name, string? found, string allowed) => new(UwsErrorKind.Invalid, found is null
        ? $"{name} is missing; allowed: {allowed}."
        : $"{name} '{OneLine.Of(found)}' is not allowed; allowed: {allowed}.");

    private static bool Is(string? text, string word) => word.Equals(text, StringComparison.OrdinalIgnoreCase);
}
