using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Work;

/// <summary>What .NET does not offer of open(2) and statx(2): opening without following a link or waiting for a pipe's writer, and whose a file is.</summary>
internal static class LinuxFile
{
    public const int ReadOnly = 0, ReadWrite = 2, Create = 0x40, CloseOnExec = 0x80000;
    private const int NonBlock = 0x800;

    // These two differ between processors (asm/fcntl.h).
    public static readonly int NoFollow = IsArmOrPower ? 0x8000 : 0x20000;
    public static readonly int Folder = IsArmOrPower ? 0x4000 : 0x10000;

    private static bool IsArmOrPower
        => RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    /// <summary>Opens a file for reading, whatever kind it is of; null when there is none, or when it is a link.</summary>
    public static SafeFileHandle? OpenToRead(string path) => Open(path, ReadOnly | NonBlock | CloseOnExec | NoFollow);

    /// <summary>Opens a file; null when there is nothing of that name to open.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    /// <exception cref="IOException">It cannot be told: too many open files, a fault of the disk or of the network below it.</exception>
    public static SafeFileHandle? Open(string path, int flags, int mode = 0)
    {
        const int noEntry = 2, noDeviceOrPeer = 6, notAllowed = 13, notAFolder = 20, isLink = 40;
        var handle = new SafeFileHandle(OpenFile(path, flags, mode), ownsHandle: true);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        Marshal.SetLastPInvokeError(error);
        return error is noEntry or noDeviceOrPeer or notAFolder or isLink ? null
            : error is notAllowed ? throw new UnauthorizedAccessException($"{path} may not be opened.")
            : throw new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}");
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

    // struct statx is the same on every processor, unlike struct stat.
    private static (bool IsRegular, uint Names, uint Owner) Status(int folder, string path, int flags)
    {
        const int size = 256, names = 16, owner = 20, mode = 28;
        const uint typeNamesOwner = 0x1 | 0x4 | 0x8;
        var status = new byte[size];
        return Statx(folder, path, flags, typeNamesOwner, status) == 0
            ? ((BitConverter.ToUInt16(status, mode) & 0xF000) == 0x8000, BitConverter.ToUInt32(status, names), BitConverter.ToUInt32(status, owner))
            : throw new IOException($"statx of {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);
}
