using System.Security.Cryptography;
using System.Text.Json;

namespace UwsKit;

/// <summary>Reads and writes descriptions as JSON. Thread-safe.</summary>
public static class DescriptionJson
{
    private const int LongestReason = 200;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a description (comments and trailing commas allowed, unknown members refused) and judges it by <see cref="ParameterRules.Faults"/>.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="source">The file's name for messages.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    /// <exception cref="UwsConfigurationException">Every fault, as <c>source:line:column: what is wrong</c>.</exception>
    public static JobDescription Parse(ReadOnlySpan<byte> json, string source, string? baseDirectory)
    {
        var text = json.StartsWith("\uFEFF"u8) ? json[3..] : json;
        DescriptionReader reader = new();
        JobDescription description;
        try
        {
            using var document = JsonDocument.Parse(text.ToArray(), Lenient);
            description = reader.Read(document.RootElement) with { BaseDirectory = baseDirectory };
        }
        catch (JsonException e)
        {
            // The parser quotes what it met, to the end of the file.
            var reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            throw new UwsConfigurationException($"{source}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: broken JSON: {ParameterText.Cut(reason, LongestReason)}");
        }

        DescriptionFault[] faults = [.. reader.Faults.Select(f => new DescriptionFault(f.Split(": ")[0], f)), .. DescriptionFaults.Find(description)];
        if (faults.Length == 0)
        {
            return description;
        }

        var positions = new JsonPositions(text);
        throw new UwsConfigurationException([.. faults.Select(f => (At: positions.Of(f.Place), f.Text)).Select(f => $"{source}:{f.At.Line}:{f.At.Column}: {f.Text}")]);
    }

    /// <summary>Reads a description file; relative paths in it start at its folder.</summary>
    /// <exception cref="UwsConfigurationException">Every fault; also when the file cannot be read.</exception>
    public static JobDescription Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(DescriptionFile.Read(path), path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>The canonical JSON: fixed order, no blanks, defaults left out. <see cref="Parse"/> reads it back.</summary>
    public static byte[] Serialize(JobDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return DescriptionWriter.Write(description);
    }

    /// <summary>The same for clients: without what is run, which is nobody's business outside.</summary>
    public static byte[] SerializePublic(JobDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return DescriptionWriter.Write(description with { Backend = new() });
    }

    /// <summary>Lower-case hex SHA-256 of <see cref="Serialize"/>.</summary>
    public static string Digest(JobDescription description) => Convert.ToHexStringLower(SHA256.HashData(Serialize(description)));
}
