using System.Diagnostics.CodeAnalysis;

namespace UwsKit.Bench;

/// <summary>The command line.</summary>
internal sealed record Arguments(IReadOnlyList<string> Names, bool Quick, string? Json, string Data)
{
    public static bool TryRead(string[] args, IReadOnlyList<string> known, [NotNullWhen(true)] out Arguments? arguments, out string fault)
    {
        List<string> names = [];
        var read = new Arguments(names, false, null, "data");
        (arguments, fault) = (null, "");
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick": read = read with { Quick = true }; break;
                case "--json" when i + 1 < args.Length: read = read with { Json = args[++i] }; break;
                case "--data" when i + 1 < args.Length: read = read with { Data = args[++i] }; break;
                case var name when known.Contains(name): names.Add(name); break;
                default:
                    fault = $"'{args[i]}' is not allowed; allowed: {string.Join(", ", known)}, --quick, --json FILE, --data FOLDER (on a real disk; default data)";
                    return false;
            }
        }

        arguments = names.Count > 0 ? read : read with { Names = known };
        return true;
    }
}
