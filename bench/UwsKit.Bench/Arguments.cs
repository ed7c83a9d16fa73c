using System.Diagnostics.CodeAnalysis;

namespace UwsKit.Bench;

/// <summary>The command line.</summary>
internal sealed record Arguments(IReadOnlyList<string> Names, bool Quick, string? Json, string Data, string Engine, string? Connection)
{
    public static bool TryRead(string[] args, IReadOnlyList<string> known, [NotNullWhen(true)] out Arguments? arguments, out string fault)
    {
        List<string> names = [];
        var read = new Arguments(names, false, null, "data", "sqlite", null);
        (arguments, fault) = (null, "");
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick": read = read with { Quick = true }; break;
                case "--json" when i + 1 < args.Length: read = read with { Json = args[++i] }; break;
                case "--data" when i + 1 < args.Length: read = read with { Data = args[++i] }; break;
                case "--engine" when i + 1 < args.Length && args[i + 1] is "sqlite" or "postgresql": read = read with { Engine = args[++i] }; break;
                case "--connection" when i + 1 < args.Length: read = read with { Connection = args[++i] }; break;
                case var name when known.Contains(name): names.Add(name); break;
                default:
                    fault = $"'{args[i]}' is not allowed; allowed: {string.Join(", ", known)}, --quick, --engine ({Bench.Engine.Names}), "
                        + "--connection STRING (a PostgreSQL server that is there; default a private one), --json FILE, --data FOLDER (on a real disk; default data)";
                    return false;
            }
        }

        arguments = names.Count > 0 ? read : read with { Names = known };
        return true;
    }
}
