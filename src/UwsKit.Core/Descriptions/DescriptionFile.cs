namespace UwsKit;

/// <summary>Description files by their names: JSON, or VOTables.</summary>
internal static class DescriptionFile
{
    /// <summary>Largest file in bytes.</summary>
    public const int Largest = 4 * 1024 * 1024;

    /// <summary>The names that a folder of descriptions is searched for.</summary>
    public const string Names = "*.json, *.vot, *.votable, *.vot.xml, *_vot.xml";

    private static readonly string[] Tables = [".vot", ".votable", ".vot.xml", "_vot.xml"];

    /// <summary>Whether the file is a VOTable by its name.</summary>
    public static bool IsVoTable(string path) => Tables.Any(t => path.EndsWith(t, StringComparison.Ordinal));

    /// <summary>Whether the file is JSON by its name.</summary>
    public static bool IsJson(string path) => path.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>The description files of a folder, in no order.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateFiles(folder).Where(f => IsJson(f) || IsVoTable(f));

    /// <summary>Reads a description; relative paths in it start at its folder.</summary>
    /// <exception cref="UwsConfigurationException">Every fault; also when the file cannot be read.</exception>
    public static VoTableImport Load(string path) => Parse(Read(path), path);

    /// <summary>Reads a description from the bytes of its file. Only a VOTable can differ from what was read.</summary>
    /// <exception cref="UwsConfigurationException">Every fault.</exception>
    public static VoTableImport Parse(byte[] bytes, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return IsVoTable(path) ? VoTableDescriptions.Parse(bytes, path, folder) : new(DescriptionJson.Parse(bytes, path, folder), []);
    }

    /// <summary>The bytes of a description file.</summary>
    /// <exception cref="UwsConfigurationException">It cannot be read, or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadAll(file, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UwsConfigurationException($"{path}: there is no such file; expected: a job description in JSON or as VOTable");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UwsConfigurationException($"{path}: cannot be read: {e.Message}");
        }
    }

    /// <summary>All bytes of a stream that is not too long.</summary>
    /// <exception cref="UwsConfigurationException">It is too long.</exception>
    public static byte[] ReadAll(Stream stream, string source)
    {
        using var buffer = new MemoryStream();
        var block = new byte[32 * 1024];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            buffer.Write(block, 0, count);
            if (buffer.Length > Largest)
            {
                throw new UwsConfigurationException($"{source}: {(stream.CanSeek ? stream.Length : buffer.Length)} bytes; allowed: a job description of at most {Largest} bytes");
            }
        }

        return buffer.ToArray();
    }
}
