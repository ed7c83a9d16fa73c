using System.Runtime.InteropServices;

namespace UwsKit.Managers.Local;

internal static partial class Native
{
    public const int SigKill = 9, SigUsr1 = 10, SigTerm = 15;
    public const int NoHang = 1;
    public const int CloseOnExec = 0x80000;
    public const int WriteOnly = 1;

    /// <summary>Of <c>posix_spawn</c>: all signals at their defaults, none blocked, a session of its own (glibc 2.26, musl 1.1.22 and later).</summary>
    public const short SpawnFlags = 0x04 | 0x08 | 0x80;

    /// <summary>More than <c>posix_spawnattr_t</c> (336), <c>posix_spawn_file_actions_t</c> (80) and <c>sigset_t</c> (128) take in any C library.</summary>
    public const int StructureSize = 1024;

    private const int ScArgMax = 0;

    /// <summary>What one exec may take in arguments and environment, in bytes.</summary>
    public static long ArgumentSpace { get; } = Sysconf(ScArgMax) is > 0 and var max ? max : 128 * 1024;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int pid, string path, ref byte actions, ref byte attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int SpawnAttributes(ref byte attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetSpawnFlags(ref byte attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetSpawnDefaultSignals(ref byte attributes, ref byte signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SetSpawnSignalMask(ref byte attributes, ref byte signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int SpawnActions(ref byte actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int EndSpawnActions(ref byte actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int AddSpawnCopy(ref byte actions, int file, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddSpawnOpen(ref byte actions, int number, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(ref int ends, int flags);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    private static partial nint Sysconf(int name);
}
