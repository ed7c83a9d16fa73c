using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Slurm;

/// <summary>Every fault of a manager's options, one line each.</summary>
internal static partial class SlurmOptionFaults
{
    private static readonly string[] OurOptions =
    [
        "--parsable", "--no-requeue", "--requeue", "--comment", "--job-name", "--chdir", "--output", "--error", "--export", "--export-file", "--wrap", "--array", "--wait", "--open-mode",
        "--input", "--time", "--test-only",
    ];

    public static IReadOnlyList<string> Of(string name, SlurmOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        List<string> faults = [.. results.Select(f => $"{name}: {f.ErrorMessage}")];
        foreach (var (key, value) in new[] { ("Partition", options.Partition), ("Account", options.Account), ("Qos", options.Qos), ("Memory", options.Memory), ("Gres", options.Gres) })
        {
            if (value is not null && !SlurmWishes.IsPlain(value))
            {
                faults.Add($"{name}:{key}: '{value}' is not allowed; allowed: {SlurmWishes.PlainText}");
            }
        }

        foreach (var word in options.Arguments)
        {
            if (!Word().IsMatch(word) || OurOptions.Contains(word.Split('=')[0]))
            {
                faults.Add($"{name}:Arguments: '{word}' is not allowed; allowed: one word such as '--constraint=avx2', none of {string.Join(", ", OurOptions)}");
            }
        }

        foreach (var option in options.AllowedOptions.Where(o => !SlurmWishes.Names.Contains(o)))
        {
            faults.Add($"{name}:AllowedOptions: '{option}' is not allowed; allowed: {string.Join(", ", SlurmWishes.Names)}");
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

    [GeneratedRegex("^--[a-z][a-z0-9-]*(=[^\\p{C}]*)?$")]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Variable();

    [GeneratedRegex("^[A-Za-z0-9._:-]+$")]
    private static partial Regex Host();
}
