namespace UwsKit.Work;

/// <summary>Small files that other processes read at any moment: whole or not at all.</summary>
internal static class UnixFiles
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;
    public const UnixFileMode Executable = PrivateFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes a private folder, and those above it, where they are not there.</summary>
    public static void MakeFolder(string path) => Directory.CreateDirectory(path, PrivateFolder);

    /// <summary>Replaces a file.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = Private)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            file.Write(content);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Makes a file that nobody reads yet, or replaces one.</summary>
    public static void Place(string path, ReadOnlySpan<byte> content)
    {
        if (!TryCreate(path, content))
        {
            Write(path, content);
        }
    }

    /// <summary>Makes a file that nobody has made before; false when somebody has.</summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private, BufferSize = 0 });
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        using (file)
        {
            try
            {
                file.Write(content);
                return true;
            }
            catch
            {
                // A full disk: without its content it would say something else.
                File.Delete(path);
                throw;
            }
        }
    }

    /// <summary>The text of a file; null when there is none, or something that is no file is in its place.</summary>
    public static string? TryRead(string path)
    {
        using var file = RegularFile.TryOpen(path);
        return file is null ? null : new StreamReader(file).ReadToEnd();
    }

    /// <summary>Whether a path is a file that can be executed by somebody.</summary>
    public static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;

    /// <summary>Deletes a folder and all in it, also where the work took permissions away; links are not followed.</summary>
    public static void DeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            Open(new DirectoryInfo(path));
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Open(DirectoryInfo folder)
    {
        folder.UnixFileMode |= PrivateFolder;
        foreach (var child in folder.EnumerateDirectories().Where(d => d.LinkTarget is null))
        {
            Open(child);
        }
    }
}
