using System.Globalization;

namespace UwsKit.Work;

/// <summary>What a user is told of work that ended with a status other than 0.</summary>
internal static class FailedWork
{
    /// <summary>The exit status for a failure that may not happen again (EX_TEMPFAIL).</summary>
    public const int TemporaryFailure = 75;

    /// <summary>The signal that killed it, or the last lines of what it said on its standard error.</summary>
    /// <param name="e">How it ended, but for words.</param>
    /// <param name="logs">The folder of its outputs.</param>
    /// <param name="status">As a shell says it: 128 + n for signal n.</param>
    /// <param name="explain">Makes a better message of this one and all errors, where more is known; null = nothing is.</param>
    public static JobEvent Describe(JobEvent e, string logs, int status, Func<string, string, string>? explain = null)
    {
        var errors = OutputTail.Read(Path.Combine(logs, "stderr"));
        var message = status is > 128 and <= 192
            ? string.Create(CultureInfo.InvariantCulture, $"killed by signal {status - 128} ({Signals.Name(status - 128)})")
            : OutputTail.Message(errors);
        message = explain?.Invoke(message, errors) ?? message;
        return e with
        {
            Message = message.Length > 0 ? message : string.Create(CultureInfo.InvariantCulture, $"exit status {status}"),
            Detail = errors.Length > 0 ? errors : null,
            Transient = status == TemporaryFailure,
        };
    }

    /// <summary>In words of a user.</summary>
    public static string OverTime(TimeSpan? limit) => $"stopped after its execution duration{(limit is { } duration ? $" of {UwsDuration.Format(duration)}" : "")}";
}
