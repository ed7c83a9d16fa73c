using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CtaWorker;

/// <summary>
/// Tells the service how far the work is, by the program <c>uws-progress</c> that it puts on PATH.
/// Without that program, or when it fails, the work just goes on.
/// </summary>
internal sealed class Progress(IReadOnlyDictionary<string, string> variables, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A process for each per cent of a short run would take longer than the run.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly string? _program = FindOnPath(variables.GetValueOrDefault("PATH"));
    private int _percent = -1;
    private long? _reported;

    /// <summary>Reports a percentage if it is a new one and the last report is not just made; 100 is always reported.</summary>
    public void Report(double percent, string text)
    {
        var whole = (int)Math.Clamp(percent, 0, 100);
        var due = whole == 100 || _reported is not { } last || time.GetElapsedTime(last) >= Interval;
        if (_program is null || whole <= _percent || !due)
        {
            return;
        }

        (_percent, _reported) = (whole, time.GetTimestamp());
        Run(_program, whole.ToString(CultureInfo.InvariantCulture), text);
    }

    private static void Run(string program, string percent, string text)
    {
        try
        {
            // An argument vector: no shell sees the text.
            using var process = Process.Start(new ProcessStartInfo(program, [percent, text]) { UseShellExecute = false });
            if (process is not null && !process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            // Progress is a courtesy: the result does not depend on it.
        }
    }

    private static string? FindOnPath(string? path) => (path ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathRooted)
        .Select(folder => Path.Combine(folder, "uws-progress"))
        .FirstOrDefault(File.Exists);
}
