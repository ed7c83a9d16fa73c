using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Work;

/// <summary>
/// Opens what the work may have put in place of a file: never through a link, and never a pipe or device, whose opening or reading could
/// keep the server waiting for ever.
/// </summary>
internal static class RegularFile
{
    private const int ReadOnly = 0, NonBlock = 0x800, CloseOnExec = 0x80000;
    private const int NoEntry = 2, NoDevice = 6, NoAccess = 13, NoFolder = 20, IsLink = 40;

    // These differ between processors (asm/fcntl.h).
    private static readonly int NoFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <summary>The file, for reading; null when there is no regular file of exactly that name, or none that may be read.</summary>
    /// <exception cref="IOException">It cannot be told: too many open files, a fault of the disk or of the network below it.</exception>
    public static FileStream? TryOpen(string path)
    {
        var handle = new SafeFileHandle(Open(path, ReadOnly | NonBlock | CloseOnExec | NoFollow), ownsHandle: true);
        var fault = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        if (fault is not (0 or NoEntry or NoDevice or NoAccess or NoFolder or IsLink))
        {
            handle.Dispose();
            // A record that is taken for absent would let the work run twice.
            throw new IOException($"'{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(fault)}");
        }

        if (handle.IsInvalid || !IsRegular(handle))
        {
            handle.Dispose();
            return null;
        }

        return new FileStream(handle, FileAccess.Read, bufferSize: 0);
    }

    // struct statx is the same on every processor, unlike struct stat.
    private static bool IsRegular(SafeFileHandle file)
    {
        const int ofHandle = 0x1000, type = 1, mode = 28;
        var status = new byte[256];
        return Statx((int)file.DangerousGetHandle(), "", ofHandle, type, status) == 0 && (BitConverter.ToUInt16(status, mode) & 0xF000) == 0x8000;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
