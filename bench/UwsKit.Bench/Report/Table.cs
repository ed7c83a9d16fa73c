using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace UwsKit.Bench;

/// <summary>Prints the lines as one Markdown table, and as JSON.</summary>
internal static class Table
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(IReadOnlyList<Line> lines)
    {
        string[] head = ["benchmark", "what", "median", "ratio", "over", "rounds"];
        List<string[]> rows = [head, .. lines.Select(Cells)];
        var widths = head.Select((_, i) => rows.Max(r => r[i].Length)).ToArray();
        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            Console.WriteLine($"| {string.Join(" | ", row.Select((cell, c) => c is 2 or 3 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c])))} |");
            if (i == 0)
            {
                Console.WriteLine($"|{string.Join("|", widths.Select((w, c) => c is 2 or 3 ? new string('-', w + 1) + ":" : new string('-', w + 2)))}|");
            }
        }
    }

    public static async Task SaveAsync(string file, IReadOnlyList<Line> lines)
    {
        var report = new
        {
            runtime = RuntimeInformation.FrameworkDescription, cores = Environment.ProcessorCount, at = TimeProvider.System.GetUtcNow(), lines,
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Json));
    }

    private static string[] Cells(Line line) =>
    [
        line.Benchmark, line.What, $"{Number(line.Value)} {line.Unit}", line.Ratio is { } ratio ? Number(ratio) : "", line.Over ?? "",
        line.Spread is [var least, var most] ? $"{Number(least)}–{Number(most)}" : "",
    ];

    private static string Number(double value) => value.ToString(value switch
    {
        >= 100 => "#,0", >= 10 => "0.0", >= 0.01 or 0 => "0.00", _ => "0.0000",
    }, CultureInfo.InvariantCulture);
}
