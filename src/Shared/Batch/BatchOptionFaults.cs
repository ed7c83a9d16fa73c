using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace UwsKit.Batch;

/// <summary>The faults that the options of every batch manager can have, one line each.</summary>
internal static partial class BatchOptionFaults
{
    /// <summary>All of them.</summary>
    /// <param name="name">The manager's.</param>
    /// <param name="options">With validation attributes.</param>
    /// <param name="words">What a description may choose at most.</param>
    /// <param name="values">The settings that end in an option of the batch system, by key.</param>
    /// <param name="allowed">What such a value has to be, where it is not; null = it is fine.</param>
    public static List<string> Of(string name, IBatchOptions options, IReadOnlyList<string> words, IEnumerable<(string Key, string? Value)> values, Func<string, string?> allowed)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        List<string> faults = [.. results.Select(f => $"{name}: {f.ErrorMessage}")];
        foreach (var (key, value) in values)
        {
            if (value is not null && allowed(value) is { } text)
            {
                faults.Add($"{name}:{key}: '{value}' is not allowed; allowed: {text}");
            }
        }

        foreach (var option in options.AllowedOptions.Where(o => !words.Contains(o)))
        {
            faults.Add($"{name}:AllowedOptions: '{option}' is not allowed; allowed: {string.Join(", ", words)}");
        }

        foreach (var (variable, value) in options.Environment)
        {
            if (!Variable().IsMatch(variable) || value.Contains('\0', StringComparison.Ordinal))
            {
                faults.Add($"{name}:Environment: '{variable}' is not allowed; allowed: letters, digits and '_', and a value without NUL");
            }
        }

        if (options.Host is { } host)
        {
            if (host.StartsWith('-') || !Host().IsMatch(host))
            {
                faults.Add($"{name}:Host: '{host}' is not allowed; allowed: a host name or address");
            }

            foreach (var (key, file) in new[] { ("KeyFile", options.KeyFile), ("KnownHosts", options.KnownHosts) })
            {
                if (file is null || !File.Exists(file))
                {
                    faults.Add($"{name}:{key}: '{file}' is not a file; needed with Host");
                }
            }
        }

        return faults;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Variable();

    [GeneratedRegex("^[A-Za-z0-9._:-]+$")]
    private static partial Regex Host();
}
