using System.Runtime.InteropServices;

namespace UwsKit.Managers.Local;

/// <summary>
/// Reads files of <c>/proc</c>. Processes end while they are looked at: that is an answer here, where <see cref="File"/> throws, which costs more than all the rest.
/// </summary>
internal static partial class ProcFile
{
    private const int ReadOnly = 0, CloseOnExec = 0x80000;

    [ThreadStatic]
    private static byte[]? _buffer;

    /// <summary>All of a file, until the next call of this thread; empty = it is gone, or belongs to somebody else.</summary>
    public static ReadOnlySpan<byte> Read(string path)
    {
        var file = Open(path, ReadOnly | CloseOnExec);
        if (file < 0)
        {
            return [];
        }

        var buffer = _buffer ??= new byte[16 * 1024];
        var length = 0;
        nint count;
        while ((count = Read(file, ref buffer[length], buffer.Length - length)) > 0)
        {
            length += (int)count;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        // An environment can have megabytes: such a buffer is not kept.
        _ = Close(file);
        return buffer.AsSpan(0, count < 0 ? 0 : length);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
