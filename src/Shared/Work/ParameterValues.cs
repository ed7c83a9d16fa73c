using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit.Work;

/// <summary>One parameter with its values as the work sees them: a file's value is its absolute path.</summary>
/// <param name="Name">Declared spelling, or as it was given.</param>
/// <param name="Values">In the order received; empty when absent.</param>
/// <param name="Described">Whether the description knows it: only such ones are put into arguments.</param>
/// <param name="Repeatable">Whether the description allows several values.</param>
internal sealed record ParameterValue(string Name, IReadOnlyList<string> Values, bool Described, bool Repeatable);

/// <summary>The parameters of a job, by name without regard to case.</summary>
internal sealed class ParameterValues
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    private readonly Dictionary<string, ParameterValue> _byName;

    private ParameterValues(IEnumerable<ParameterValue> all)
        => _byName = all.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<ParameterValue> All => _byName.Values;

    public ParameterValue? Find(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="RefusedException">A file name would leave its folder.</exception>
    public static ParameterValues Of(Job job, JobDescription description, string inputFolder)
    {
        var given = job.Parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(
            g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(p => ValueOf(p, inputFolder))], StringComparer.OrdinalIgnoreCase);
        var described = description.Parameters.Select(d => new ParameterValue(d.Name, given.GetValueOrDefault(d.Name, []), true, d.Repeatable)).ToList();
        var names = described.Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(described.Concat(given.Where(g => !names.Contains(g.Key)).Select(g => new ParameterValue(g.Key, g.Value, false, false))));
    }

    /// <summary>
    /// The parameters file: name → text, or a list of texts for a repeatable parameter (also with one value) and for any with several.
    /// Absent ones are left out.
    /// </summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var parameter in All.Where(p => p.Values.Count > 0))
            {
                json.WritePropertyName(parameter.Name);
                if (parameter is { Repeatable: false, Values: [var only] })
                {
                    json.WriteStringValue(only);
                    continue;
                }

                json.WriteStartArray();
                foreach (var value in parameter.Values)
                {
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string ValueOf(JobParameter parameter, string inputFolder)
    {
        if (parameter.File is not { } file)
        {
            return parameter.Value ?? "";
        }

        if (file.Name is "" or "." or ".." || file.Name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new RefusedException($"the file of parameter '{parameter.Name}' has the name '{file.Name}', which is no plain file name");
        }

        // DALI 1.1 §3.4.5: an upload has a name, and the work needs it.
        var path = Path.Combine(inputFolder, file.Name);
        var comma = parameter.Name.Equals("UPLOAD", StringComparison.OrdinalIgnoreCase) ? parameter.Value?.IndexOf(',', StringComparison.Ordinal) ?? -1 : -1;
        return comma < 0 ? path : string.Concat(parameter.Value!.AsSpan(0, comma + 1), path);
    }
}

/// <summary>The job cannot be run here; the message is one line for the user.</summary>
internal sealed class RefusedException(string message) : Exception(message);
