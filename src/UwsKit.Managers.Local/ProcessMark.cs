using System.Buffers.Text;
using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// A moment in the count of processes that this machine has started. Numbers are given out in rising order until they start again from below; as
/// long as too few were started for that, whatever came later has a higher number, and only those need to be looked at.
/// </summary>
/// <param name="Started">Processes started since the machine's boot.</param>
/// <param name="Last">Number of the process that was started last.</param>
internal readonly record struct ProcessMark(long Started, int Last)
{
    private static readonly Lazy<long> Highest = new(() => long.Parse(File.ReadAllText("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture));

    public static ProcessMark Take() => new(CountStarted(), (int)Load().Last);

    /// <summary>The lowest number that a process can have that was started after this; 0 = it cannot be told.</summary>
    public int Lowest()
    {
        // Numbers in use are skipped: those of old processes, and on the way round those of the new ones.
        var since = CountStarted() - Started;
        return Started >= 0 && Last + 2 * since + Load().InUse < Highest.Value ? Last + 1 : 0;
    }

    private static long CountStarted()
    {
        var text = ProcFile.Read("/proc/stat");
        return text.IndexOf("\nprocesses "u8) is >= 0 and var at && Utf8Parser.TryParse(text[(at + "\nprocesses ".Length)..], out long started, out _) ? started : long.MinValue;
    }

    // "0.20 0.18 0.12 1/80 11206": the number after the slash, and the one after that.
    private static (long InUse, long Last) Load()
    {
        var text = ProcFile.Read("/proc/loadavg");
        return Utf8Parser.TryParse(text[(text.IndexOf((byte)'/') + 1)..], out long count, out _)
            && Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out int last, out _) ? (count, last) : (Highest.Value, 0);
    }
}
