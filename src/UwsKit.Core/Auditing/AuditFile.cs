using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UwsKit;

/// <summary>The file behind the audit trail: opened to append only (<c>O_APPEND</c>), mode 0600, renamed by size and day. Not thread-safe.</summary>
internal sealed partial class AuditFile(AuditOptions options, TimeProvider time) : IDisposable
{
    private readonly string _path = Path.GetFullPath(options.File!);
    private SafeFileHandle? _file;
    private bool _torn;

    /// <summary>Opens the file, so that one that cannot be written stops the start.</summary>
    public void Open()
    {
        // Who renames or deletes the file gets a new one.
        if (_file is not null && File.Exists(_path))
        {
            return;
        }

        _file?.Dispose();
        _file = OperatingSystem.IsLinux() ? OpenToAppend(_path) : File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Appends whole lines.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        Open();
        RotateBefore(lines.Length);
        if (_torn)
        {
            // A full disk may have left half a line.
            Write("\n"u8);
        }

        _torn = true;
        Write(lines);
        _torn = false;
        if (options.Fsync)
        {
            RandomAccess.FlushToDisk(_file!);
        }
    }

    public void Dispose() => _file?.Dispose();

    // With O_APPEND the place does not count: each write goes to the end.
    private void Write(ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file!, bytes, RandomAccess.GetLength(_file!));

    private void RotateBefore(int length)
    {
        var size = RandomAccess.GetLength(_file!);
        var now = time.GetUtcNow();
        if (size == 0 || (size + length <= options.MaxBytes && !(options.Daily && File.GetLastWriteTimeUtc(_file!).Date < now.UtcDateTime.Date)))
        {
            return;
        }

        var old = string.Create(CultureInfo.InvariantCulture, $"{_path}.{now:yyyyMMdd'T'HHmmssfff'Z'}");
        for (var i = 1; Path.Exists(old); i++)
        {
            old = string.Create(CultureInfo.InvariantCulture, $"{_path}.{now:yyyyMMdd'T'HHmmssfff'Z'}-{i}");
        }

        File.Move(_path, old);
        _file!.Dispose();
        _file = null;
        Open();
        if (options.Keep is { } keep)
        {
            var (folder, name) = (Path.GetDirectoryName(_path)!, Path.GetFileName(_path));
            foreach (var file in Directory.EnumerateFiles(folder, name + ".2*").OrderDescending(StringComparer.Ordinal).Skip(keep))
            {
                File.Delete(file);
            }
        }
    }

    private static SafeFileHandle OpenToAppend(string path)
    {
        const int writeOnly = 1, create = 0x40, append = 0x400, closeOnExec = 0x80000, ownerOnly = 0x180;
        var handle = OpenFile(path, writeOnly | create | append | closeOnExec, ownerOnly);
        return handle.IsInvalid ? throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}") : handle;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags, int mode);
}
