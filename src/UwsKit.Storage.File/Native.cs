using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Storage.File;

/// <summary>The calls of Linux that .NET does not offer: opening without following a link or waiting for a pipe's writer, and syncing a directory.</summary>
internal static partial class Native
{
    private const int ReadOnly = 0, NonBlock = 0x800, CloseOnExec = 0x80000;

    // These two differ between processors (asm/fcntl.h).
    private static readonly int NoFollow = IsArmOrPower ? 0x8000 : 0x20000;
    private static readonly int Directory = IsArmOrPower ? 0x4000 : 0x10000;

    private static bool IsArmOrPower
        => RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    /// <summary>Opens a file for reading; null when there is none, or when it is a link.</summary>
    public static SafeFileHandle? OpenFile(string path) => Open(path, ReadOnly | NonBlock | CloseOnExec | NoFollow);

    /// <summary>Where an opened file really is, with all links of its path resolved; null when it is nowhere any more.</summary>
    public static string? PathOf(SafeFileHandle handle)
    {
        var path = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget
            ?? throw new IOException("/proc/self/fd cannot be read, so links cannot be told from files.");
        return path.EndsWith(" (deleted)", StringComparison.Ordinal) ? null : path;
    }

    /// <summary>Whether an opened file is a regular one, how many names it has, and whose it is.</summary>
    public static (bool IsRegular, uint Names, uint Owner) Status(SafeFileHandle file)
    {
        const int ofHandle = 0x1000;
        return Status((int)file.DangerousGetHandle(), "", ofHandle);
    }

    /// <summary>Whose an entry is; a link is not followed.</summary>
    public static uint OwnerOf(string path)
    {
        const int current = -100, noFollow = 0x100;
        return Status(current, path, noFollow).Owner;
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
        const int readWrite = 2, create = 0x40, ownerOnly = 0x180;
        return Open(path, readWrite | create | CloseOnExec | NoFollow, ownerOnly)
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

    // struct statx is the same on every processor, unlike struct stat.
    private static (bool IsRegular, uint Names, uint Owner) Status(int folder, string path, int flags)
    {
        const int size = 256, names = 16, owner = 20, mode = 28;
        const uint typeNamesOwner = 0x1 | 0x4 | 0x8;
        Span<byte> status = stackalloc byte[size];
        return Statx(folder, path, flags, typeNamesOwner, ref status[0]) == 0
            ? ((BitConverter.ToUInt16(status[mode..]) & 0xF000) == 0x8000, BitConverter.ToUInt32(status[names..]), BitConverter.ToUInt32(status[owner..]))
            : throw new IOException($"statx of {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Takes the lock back, also from a copy of the handle that a child has between its fork and its exec.</summary>
    public static void Unlock(SafeFileHandle file)
    {
        const int unlock = 8;
        _ = Flock(file, unlock);
    }

    private static SafeFileHandle OpenDirectory(string path)
        => Open(path, ReadOnly | CloseOnExec | Directory) ?? throw new DirectoryNotFoundException($"The folder {path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");

    private static SafeFileHandle? Open(string path, int flags, int mode = 0)
    {
        const int noEntry = 2, noDeviceOrPeer = 6, notAllowed = 13, notADirectory = 20, isLink = 40;
        var handle = open(path, flags, mode);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        Marshal.SetLastPInvokeError(error);
        return error is noEntry or noDeviceOrPeer or notADirectory or isLink ? null
            : error is notAllowed ? throw new UnauthorizedAccessException($"{path} may not be opened.")
            : throw new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
