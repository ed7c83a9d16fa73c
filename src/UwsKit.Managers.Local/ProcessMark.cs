using System.Buffers.Text;
using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// A moment in the count of processes that this machine has started. Numbers are given out in rising order until they start again from below; as
/// long as too few were started for that, whatever came later has a higher number, and only those need to be looked at.
/// </summary>
/// <param name="Started">Processes started since the machine's boot.</param>
internal readonly record struct ProcessMark(long Started)
{
    private static readonly Lazy<long> Highest = new(() => long.Parse(File.ReadAllText("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture));

    public static ProcessMark Take()
    {
        var text = ProcFile.Read("/proc/stat");
        if (text.IndexOf("\nprocesses "u8) is >= 0 and var at && Utf8Parser.TryParse(text[(at + "\nprocesses ".Length)..], out long started, out _))
        {
            return new(started);
        }

        return new(long.MinValue);
    }

    /// <summary>The lowest number that a process can have that was started by <paramref name="first"/> or later; 0 = it cannot be told.</summary>
    /// <param name="first">A process started right after this mark was taken.</param>
    public int LowestSince(int first)
    {
        // Numbers in use are skipped: those of old processes, and on the way round those of the new ones.
        var since = Take().Started - Started;
        return Started >= 0 && first + 2 * since + InUse() < Highest.Value ? first : 0;
    }

    // "0.20 0.18 0.12 1/80 11206": the number after the slash.
    private static long InUse()
    {
        var text = ProcFile.Read("/proc/loadavg");
        return Utf8Parser.TryParse(text[(text.IndexOf((byte)'/') + 1)..], out long count, out _) ? count : Highest.Value;
    }
}
