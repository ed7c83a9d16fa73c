using System.Text.RegularExpressions;

namespace UwsKit.Managers.Moab;

/// <summary>Every fault of a manager's options, one line each.</summary>
internal static partial class MoabOptionFaults
{
    // Options of msub that the manager sets itself, or that would make it answer otherwise.
    private static readonly string[] OurOptions = ["-C", "-d", "-E", "-e", "-I", "-j", "-K", "-k", "-N", "-o", "-r", "-S", "-t", "-V", "-v", "-z", "--xml"];

    public static IReadOnlyList<string> Of(string name, MoabOptions options)
    {
        var faults = BatchOptionFaults.Of(name, options, MoabWishes.Names,
            [("Class", options.Class), ("Account", options.Account), ("Qos", options.Qos), ("Nodes", options.Nodes), ("Memory", options.Memory)], MoabWishes.Allowed);
        // msub takes what stands before a colon for a host, and puts variables in.
        if (!PlainPath().IsMatch(Path.GetFullPath(options.Root)))
        {
            faults.Add($"{name}:Root: '{options.Root}' is not allowed; allowed: letters, digits and . _ / + @ = -");
        }

        foreach (var word in options.Arguments)
        {
            if (!Word().IsMatch(word) || OurOptions.Contains(word.Length > 2 && word[1] != '-' ? word[..2] : word) || word.Contains("walltime", StringComparison.OrdinalIgnoreCase))
            {
                faults.Add($"{name}:Arguments: '{word}' is not allowed; allowed: one word of an option of msub, none of {string.Join(", ", OurOptions)} and no walltime (see Time)");
            }
        }

        return faults;
    }

    [GeneratedRegex("^[A-Za-z0-9._/+@=-]+\\z")]
    private static partial Regex PlainPath();

    [GeneratedRegex("^[^\\p{C}]+\\z")]
    private static partial Regex Word();
}
