using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace UwsKit;

/// <summary>
/// Lays drawings out by Graphviz' <c>dot</c>. It gets numbers only, no text of anybody's, on its standard input, and an empty environment; only numbers are read from its
/// answer, and the drawing is our own. Thread-safe.
/// </summary>
internal static class Graphviz
{
    private const double Inch = 72;
    private const int MaxAnswer = 4 * 1024 * 1024;

    /// <summary>The layout.</summary>
    /// <exception cref="InvalidOperationException">The program is not there, fails, or says something else.</exception>
    public static async Task<ProvLayout> LayOutAsync(string program, int nodes, IReadOnlyList<(int From, int To)> edges, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, ["-Tplain"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        using var process = Start(start);
        try
        {
            // What it complains about is read as well, or it would wait for a reader.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, ct);
            var answer = ReadAsync(process.StandardOutput, ct);
            await process.StandardInput.WriteAsync(Question(nodes, edges).AsMemory(), ct).ConfigureAwait(false);
            process.StandardInput.Close();
            var text = await answer.ConfigureAwait(false);
            await complaints.ConfigureAwait(false);
            await process.WaitForExitAsync(ct).ConfigureAwait(false);
            return process.ExitCode == 0 ? Read(text, nodes, edges) : throw new InvalidOperationException($"it ended with status {process.ExitCode}");
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }

    private static string Question(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var text = new StringBuilder("digraph { rankdir=LR; nodesep=0.3; ranksep=0.9; edge [dir=none]; node [shape=box, fixedsize=true, label=\"\"");
        text.Append(CultureInfo.InvariantCulture, $", width={ProvLayout.NodeWidth / Inch:F3}, height={ProvLayout.NodeHeight / Inch:F3}];\n");
        for (var n = 0; n < nodes; n++)
        {
            text.Append(CultureInfo.InvariantCulture, $"n{n};\n");
        }

        foreach (var (from, to) in edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"n{from} -> n{to};\n");
        }

        return text.Append('}').ToString();
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        while (await reader.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
            if (text.Length > MaxAnswer)
            {
                throw new InvalidOperationException("its answer is too long");
            }
        }

        return text.ToString();
    }

    // graph scale width height / node name x y … / edge tail head n x1 y1 … xn yn …: inches, from the lower left corner.
    private static ProvLayout Read(string text, int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        const double margin = 12;
        var (width, height) = (0.0, 0.0);
        var centres = new (double, double)[nodes];
        Dictionary<(int, int), (double, double)[]> curves = [];
        foreach (var words in text.Split('\n').Select(l => l.Split(' ')))
        {
            switch (words)
            {
                case ["graph", _, var w, var h, ..]: (width, height) = (Number(w), Number(h)); break;
                case ["node", var name, var x, var y, ..]: centres[Node(name)] = Point(x, y); break;
                case ["edge", var tail, var head, var count, ..]:
                    curves[(Node(tail), Node(head))] = [.. Enumerable.Range(0, (int)Number(count)).Select(i => Point(words[4 + 2 * i], words[5 + 2 * i]))];
                    break;
            }
        }

        return new(width * Inch + 2 * margin, height * Inch + 2 * margin, centres, [.. edges.Select(e => curves.GetValueOrDefault(e) ?? [centres[e.From], centres[e.To]])]);

        (double, double) Point(string x, string y) => (Number(x) * Inch + margin, (height - Number(y)) * Inch + margin);
        int Node(string name) => int.TryParse(name.AsSpan(Math.Min(1, name.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < nodes ? n : throw new InvalidOperationException($"it speaks of a node '{name}'");
        static double Number(string word) => double.TryParse(word, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : throw new InvalidOperationException($"'{word}' is no number");
    }
}
