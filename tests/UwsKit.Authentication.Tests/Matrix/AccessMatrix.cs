using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace UwsKit;

/// <summary>The tables: which status each caller gets from each route by each verb.</summary>
internal static class AccessMatrix
{
    private const string Words = "# Which status each caller gets from each resource of amina's job; read by AccessMatrixTests. UWSKIT_APPROVE=1 writes it anew: look at every line of the difference.\n";

    public static Caller[] Callers { get; } = Enum.GetValues<Caller>();

    public static IReadOnlyDictionary<MatrixCall, IReadOnlyDictionary<Caller, int>> Read(MatrixPolicy policy) => (File.Exists(PathOf(policy)) ? File.ReadAllLines(PathOf(policy)) : [])
        .Where(l => !l.StartsWith('#')).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 2)
        .ToDictionary(w => new MatrixCall(w[1], w[0]), w => (IReadOnlyDictionary<Caller, int>)w.Skip(2).Select((s, i) => (Callers[i], int.Parse(s, CultureInfo.InvariantCulture))).ToDictionary());

    public static void Write(MatrixPolicy policy, IReadOnlyDictionary<MatrixCall, IReadOnlyDictionary<Caller, int>> table)
    {
        var text = new StringBuilder(Words).Append(CultureInfo.InvariantCulture, $"#{"",-5} {"",-40}{string.Concat(Callers.Select(c => $"{c,10}"))}\n");
        foreach (var (call, row) in table)
        {
            text.Append(CultureInfo.InvariantCulture, $"{call.Verb,-6} {call.Route,-40}{string.Concat(Callers.Select(c => $"{row[c],10}"))}\n");
        }

        File.WriteAllText(PathOf(policy), text.ToString());
    }

    private static string PathOf(MatrixPolicy policy) => Path.Combine(Here(), policy.Table);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
