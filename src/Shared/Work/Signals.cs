namespace UwsKit.Work;

/// <summary>Names of signals, for messages.</summary>
internal static class Signals
{
    public const int CpuTimeUsedUp = 24, FileTooLarge = 25;

    public static string Name(int signal) => signal switch
    {
        1 => "HUP", 2 => "INT", 3 => "QUIT", 4 => "ILL", 5 => "TRAP", 6 => "ABRT", 7 => "BUS", 8 => "FPE", 9 => "KILL", 10 => "USR1",
        11 => "SEGV", 12 => "USR2", 13 => "PIPE", 14 => "ALRM", 15 => "TERM", 24 => "XCPU", 25 => "XFSZ", 31 => "SYS",
        _ => "?",
    };
}
