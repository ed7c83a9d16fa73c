namespace UwsKit.Work;

/// <summary>
/// Opens what the work may have put in place of a file: never through a link, and never a pipe or device, whose opening or reading could
/// keep the server waiting for ever.
/// </summary>
internal static class RegularFile
{
    /// <summary>The file, for reading; null when there is no regular file of exactly that name, or none that may be read.</summary>
    /// <exception cref="IOException">It cannot be told: a record that is taken for absent would let the work run twice.</exception>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            var handle = LinuxFile.OpenToRead(path);
            if (handle is null || LinuxFile.Status(handle).IsRegular)
            {
                return handle is null ? null : new FileStream(handle, FileAccess.Read, bufferSize: 0);
            }

            handle.Dispose();
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
