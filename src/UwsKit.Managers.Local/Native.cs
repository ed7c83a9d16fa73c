using System.Runtime.InteropServices;

namespace UwsKit.Managers.Local;

internal static partial class Native
{
    public const int SigKill = 9, SigUsr1 = 10, SigTerm = 15;
    public const int E2Big = 7;
    private const int ScArgMax = 0;

    /// <summary>What one exec may take in arguments and environment, in bytes.</summary>
    public static long ArgumentSpace { get; } = Sysconf(ScArgMax) is > 0 and var max ? max : 128 * 1024;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    private static partial nint Sysconf(int name);
}
