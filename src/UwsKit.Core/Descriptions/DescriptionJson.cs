namespace UwsKit;

/// <summary>Reads and writes descriptions as JSON. Thread-safe.</summary>
public static class DescriptionJson
{
    /// <summary>Reads a description (comments and trailing commas allowed, unknown members refused).</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="source">The file's name for messages.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    /// <exception cref="UwsConfigurationException">Every fault, with its line where JSON itself is broken.</exception>
    public static JobDescription Parse(ReadOnlySpan<byte> json, string source, string? baseDirectory) => throw new NotSupportedException();

    /// <summary>Reads a description file.</summary>
    public static JobDescription Load(string path) => throw new NotSupportedException();

    /// <summary>The canonical JSON: fixed order, no blanks, defaults left out.</summary>
    public static byte[] Serialize(JobDescription description) => throw new NotSupportedException();

    /// <summary>Lower-case hex SHA-256 of <see cref="Serialize"/>.</summary>
    public static string Digest(JobDescription description) => throw new NotSupportedException();
}
