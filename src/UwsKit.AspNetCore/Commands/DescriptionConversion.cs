using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit;

/// <summary>Turns a description in JSON into a VOTable, or the other way, from the command line, and says what only one of the two can say.</summary>
internal static class DescriptionConversion
{
    /// <summary>The argument that asks for it; the two files follow.</summary>
    public const string Word = "--convert-description";

    private const int WrongUsage = 64;
    private const int WrongConfiguration = 78;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>0 = written, differences printed one a line; 78 = faults, or it cannot be written; 64 = the files' names are not such, or the second is there.</returns>
    public static async Task<int> RunAsync(string? from, string? to, TextWriter output, TextWriter error)
    {
        if (from is null || to is null || !((DescriptionFile.IsJson(from) && DescriptionFile.IsVoTable(to)) || (DescriptionFile.IsVoTable(from) && DescriptionFile.IsJson(to))))
        {
            await error.WriteLineAsync($"{Word}: '{from} {to}' is not allowed; allowed: {Word} FROM TO, one of them *.json, the other *.vot, *.votable, *.vot.xml or *_vot.xml").ConfigureAwait(false);
            return WrongUsage;
        }

        try
        {
            var (description, differences) = DescriptionFile.Load(from);
            byte[] written;
            if (DescriptionFile.IsJson(to))
            {
                written = Indent(DescriptionJson.Serialize(description));
            }
            else
            {
                (written, differences) = VoTableDescriptions.Serialize(description);
            }

            var file = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(written).ConfigureAwait(false);
            }

            foreach (var difference in differences)
            {
                await output.WriteLineAsync(difference).ConfigureAwait(false);
            }

            await output.WriteLineAsync($"{to} is written; {(differences.Count == 0 ? "nothing differs" : $"{differences.Count} differences")}.").ConfigureAwait(false);
            return 0;
        }
        catch (UwsConfigurationException e)
        {
            foreach (var fault in e.Faults)
            {
                await error.WriteLineAsync(fault).ConfigureAwait(false);
            }

            return WrongConfiguration;
        }
        catch (IOException) when (File.Exists(to))
        {
            await error.WriteLineAsync($"{to}: it is already there and is not replaced").ConfigureAwait(false);
            return WrongUsage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{to}: cannot be written: {e.Message}").ConfigureAwait(false);
            return WrongConfiguration;
        }
    }

    private static byte[] Indent(byte[] json)
    {
        using var buffer = new MemoryStream();
        using (var document = JsonDocument.Parse(json))
        using (var w = new Utf8JsonWriter(buffer, Readable))
        {
            document.RootElement.WriteTo(w);
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
