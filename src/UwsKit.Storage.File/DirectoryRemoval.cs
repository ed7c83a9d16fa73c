namespace UwsKit.Storage.File;

/// <summary>Removes a folder with all that is in it; links go, what they point at stays.</summary>
internal static class DirectoryRemoval
{
    private const int Tries = 5;

    public static void Remove(string folder)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                if (SafePath.IsLink(folder))
                {
                    System.IO.File.Delete(folder);
                }
                else if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }

                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (UnauthorizedAccessException) when (i < Tries && !OperatingSystem.IsWindows())
            {
                // Work may leave folders that even their owner cannot enter.
                Unlock(folder);
            }
            catch (IOException) when (i < Tries)
            {
                // Something was written into it meanwhile.
            }
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Unlock(string folder)
    {
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        System.IO.File.SetUnixFileMode(folder, all);
        foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().Where(d => d.LinkTarget is null))
        {
            Unlock(inner.FullName);
        }
    }
}
