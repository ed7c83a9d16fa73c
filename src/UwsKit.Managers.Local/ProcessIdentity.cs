using System.Globalization;
using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>A process that cannot be taken for a later one with the same number: pid, start time in clock ticks, boot of the machine.</summary>
internal sealed record ProcessIdentity(int Pid, long Ticks, string Boot)
{
    /// <summary>The boot of this machine.</summary>
    public static string ThisBoot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>How long ago a moment was that is given in 1/100 s since the machine started; not moved by clock changes.</summary>
    public static TimeSpan Since(long moment)
    {
        var uptime = File.ReadAllText("/proc/uptime");
        return TimeSpan.FromSeconds(double.Parse(uptime.AsSpan(0, uptime.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture) - moment / 100.0);
    }

    /// <summary>Reads <c>pid ticks boot</c>; null = something else.</summary>
    public static ProcessIdentity? Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new(pid, ticks, parts[2]) : null;
    }

    /// <summary>Whether the process lives; one that is dead but not yet reaped does not.</summary>
    public bool IsAlive()
    {
        if (Boot != ThisBoot)
        {
            return false;
        }

        // The name, in parentheses, may itself hold spaces and parentheses.
        var stat = Encoding.UTF8.GetString(ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{Pid}/stat")));
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ') is [_, not ("Z" or "X"), .. var fields] && fields.Length > 18
            && long.Parse(fields[18], CultureInfo.InvariantCulture) == Ticks;
    }

    /// <summary>Sends a signal, unless the process is gone.</summary>
    public void Signal(int signal)
    {
        if (IsAlive())
        {
            _ = Native.Kill(Pid, signal);
        }
    }
}
