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
        var faults = BatchOptionFaults.Of(name, options, SlurmWishes.Names,
            [("Partition", options.Partition), ("Account", options.Account), ("Qos", options.Qos), ("Memory", options.Memory), ("Gres", options.Gres)], SlurmWishes.Allowed);
        foreach (var word in options.Arguments)
        {
            if (!Word().IsMatch(word) || OurOptions.Contains(word.Split('=')[0]))
            {
                faults.Add($"{name}:Arguments: '{word}' is not allowed; allowed: one word such as '--constraint=avx2', none of {string.Join(", ", OurOptions)}");
            }
        }

        return faults;
    }

    [GeneratedRegex("^--[a-z][a-z0-9-]*(=[^\\p{C}]*)?$")]
    private static partial Regex Word();
}
