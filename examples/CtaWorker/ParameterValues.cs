using System.Text.Json;

namespace CtaWorker;

/// <summary>The values as given, before anything is known of their meaning: from the service's file, then from the command line, which wins.</summary>
internal sealed class ParameterValues
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);

    public static ParameterValues Read(ReadOnlySpan<string> options, string? file)
    {
        var values = new ParameterValues();
        if (file is not null)
        {
            values.ReadFile(file);
        }

        values.ReadOptions(options);
        return values;
    }

    /// <summary>The value, or null. An empty one, as web forms send it, counts as not given.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name) is { } value && value.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>The folder of the <c>--output</c> option: it belongs to the program, not to the job.</summary>
    public string? TakeOutput()
    {
        var typed = _typed.Remove("output");
        return typed ? Find("output") : null;
    }

    /// <summary>A misspelt option is an error; what a service sends beyond our parameters is its own business.</summary>
    public void RefuseUnknownOptions(IReadOnlyCollection<string> known)
    {
        if (_typed.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw WorkerException.Usage($"unknown option --{OneLine.Of(unknown, 60)}: there are --{string.Join(", --", known)}, --output");
        }
    }

    private void ReadFile(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var json = JsonDocument.Parse(stream);
            foreach (var member in json.RootElement.EnumerateObject())
            {
                _values[member.Name] = SingleValue(member.Name, member.Value);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw WorkerException.Usage($"UWS_PARAMETERS_FILE is not a readable JSON object: {e.Message}");
        }
    }

    private static string SingleValue(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "",
        JsonValueKind.Array when value.GetArrayLength() == 1 => SingleValue(name, value[0]),
        JsonValueKind.Array => throw WorkerException.Usage(
            $"parameter {OneLine.Of(name, 60)} has {value.GetArrayLength()} values: one is allowed"),
        _ => value.GetRawText(),
    };

    private void ReadOptions(ReadOnlySpan<string> options)
    {
        for (var i = 0; i < options.Length; i += 2)
        {
            if (!options[i].StartsWith("--", StringComparison.Ordinal) || options[i].Length == 2)
            {
                throw WorkerException.Usage($"{OneLine.Value(options[i])} is not understood: options are written --name value");
            }

            if (i + 1 == options.Length)
            {
                throw WorkerException.Usage($"option {OneLine.Of(options[i], 60)} needs a value");
            }

            _values[options[i][2..]] = options[i + 1];
            _typed.Add(options[i][2..]);
        }
    }
}
