using UwsKit;

namespace Microsoft.Extensions.Configuration;

/// <summary>Takes secrets out of files, so that they stand neither in a settings file nor in the environment.</summary>
public static class UwsSecretFiles
{
    /// <summary>
    /// Adds each file of a folder whose name begins with <c>Uws__</c> as the key of that name (<c>Uws__EventKeys__0</c>), and the text of each file that a key
    /// ending in <c>_FILE</c> names as the key without it (<c>Uws:Storage:ConnectionString_FILE</c>). Line ends behind the text do not count.
    /// To be called before the configuration is read, that is before <c>AddUws</c>. A file that cannot be read is a fault of the configuration.
    /// </summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="folder">Where secrets are mounted; nothing happens when it is not there.</param>
    public static IConfigurationManager AddUwsSecrets(this IConfigurationManager configuration, string folder = "/run/secrets")
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Dictionary<string, string?> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "Uws__*") : [])
        {
            if (TryRead(file) is { } text)
            {
                found[Path.GetFileName(file).Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = text;
            }
            else
            {
                found[Path.GetFileName(file).Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) + UwsSettings.FileSuffix] = file;
            }
        }

        foreach (var (key, path) in configuration.AsEnumerable().ToList())
        {
            if (path is { Length: > 0 } && key.EndsWith(UwsSettings.FileSuffix, StringComparison.OrdinalIgnoreCase)
                && key.StartsWith("Uws" + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase) && TryRead(path) is { } text)
            {
                found[key[..^UwsSettings.FileSuffix.Length]] = text;
                found[key] = "";
            }
        }

        configuration.AddInMemoryCollection(found);
        return configuration;
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
