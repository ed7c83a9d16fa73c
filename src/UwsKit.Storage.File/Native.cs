using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using UwsKit.Work;

namespace UwsKit.Storage.File;

/// <summary>The calls of Linux that .NET does not offer, beside those of <see cref="LinuxFile"/>: where an opened file is, syncing a directory, and locks.</summary>
internal static partial class Native
{
    /// <summary>Where an opened file really is, with all links of its path resolved; null when it is nowhere any more.</summary>
    public static string? PathOf(SafeFileHandle handle)
    {
        var path = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget
            ?? throw new IOException("/proc/self/fd cannot be read, so links cannot be told from files.");
        return path.EndsWith(" (deleted)", StringComparison.Ordinal) ? null : path;
    }

    /// <summary>The path of a directory with all links resolved.</summary>
    public static string RealPath(string directory)
    {
        using var handle = OpenDirectory(directory);
        return PathOf(handle) ?? throw new DirectoryNotFoundException($"The folder {directory} is gone.");
    }

    /// <summary>Puts the entries of a directory onto the disk: without it a new name may be lost although the file's content is safe.</summary>
    public static void SyncDirectory(string directory)
    {
        using var handle = OpenDirectory(directory);
        if (Fsync(handle) != 0)
        {
            throw new IOException($"fsync of {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Opens a file for reading and writing, and makes it where there is none. .NET's own way would lock it at once.</summary>
    public static SafeFileHandle OpenOrMake(string path)
    {
        const int ownerOnly = 0x180;
        return LinuxFile.Open(path, LinuxFile.ReadWrite | LinuxFile.Create | LinuxFile.CloseOnExec | LinuxFile.NoFollow, ownerOnly)
            ?? throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Locks a file for this handle without waiting.</summary>
    /// <returns>False when another handle, of this or another process, has it locked.</returns>
    /// <exception cref="IOException">The file system has no locks.</exception>
    public static bool TryLock(SafeFileHandle file)
    {
        const int exclusive = 2, noWait = 4, wouldBlock = 11;
        return Flock(file, exclusive | noWait) == 0
            || (Marshal.GetLastPInvokeError() == wouldBlock ? false : throw new IOException($"flock: {Marshal.GetLastPInvokeErrorMessage()}"));
    }

    /// <summary>Takes the lock back, also from a copy of the handle that a child has between its fork and its exec.</summary>
    public static void Unlock(SafeFileHandle file)
    {
        const int unlock = 8;
        _ = Flock(file, unlock);
    }

    private static SafeFileHandle OpenDirectory(string path)
        => LinuxFile.Open(path, LinuxFile.ReadOnly | LinuxFile.CloseOnExec | LinuxFile.Folder)
            ?? throw new DirectoryNotFoundException($"The folder {path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
