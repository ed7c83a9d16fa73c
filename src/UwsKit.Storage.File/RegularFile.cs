using Microsoft.Win32.SafeHandles;
using UwsKit.Work;

namespace UwsKit.Storage.File;

/// <summary>
/// Opens what a job's work may have left: never through a link, wherever in the path it is, and never a pipe or device, which would block.
/// What was opened is judged, not the path before: a link that is slipped in meanwhile changes nothing. Nor a second name of somebody else's file:
/// one with several names must be of the account that has the folder.
/// </summary>
internal static class RegularFile
{
    private const int Tries = 100;

    /// <summary>Opens a file for reading; null when there is no regular file at exactly that path.</summary>
    public static FileStream? TryOpen(string path) => OperatingSystem.IsLinux() ? OpenOnLinux(path) : OpenElsewhere(path);

    private static FileStream? OpenOnLinux(string path)
    {
        for (var i = 0; i < Tries; i++)
        {
            var handle = LinuxFile.OpenToRead(path);
            if (handle is null)
            {
                return null;
            }

            // Nowhere: replaced by a newer one since it was opened, so the newer one is opened.
            if (Native.PathOf(handle) is { } real)
            {
                return real == path && IsOwn(handle, path) ? new FileStream(handle, FileAccess.Read, bufferSize: 0) : Close(handle);
            }

            handle.Dispose();
        }

        throw new IOException($"{path} is replaced too often to be read.");
    }

    private static bool IsOwn(SafeFileHandle handle, string path)
    {
        var (isRegular, names, owner) = LinuxFile.Status(handle);
        return isRegular && (names <= 1 || owner == LinuxFile.OwnerOf(Path.GetDirectoryName(path)!));
    }

    private static FileStream? OpenElsewhere(string path)
    {
        var linked = new[] { path, Path.GetDirectoryName(path)!, Path.GetDirectoryName(Path.GetDirectoryName(path))! }.Any(SafePath.IsLink);
        return linked || !System.IO.File.Exists(path) ? null
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
    }

    private static FileStream? Close(SafeFileHandle handle)
    {
        handle.Dispose();
        return null;
    }
}
