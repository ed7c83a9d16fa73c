namespace UwsKit.Bench;

/// <summary>One line of the table.</summary>
/// <param name="Benchmark">The benchmark's name.</param>
/// <param name="What">What was measured.</param>
/// <param name="Value">Median of the rounds, or the one figure.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Line(string Benchmark, string What, double Value, string Unit)
{
    /// <summary>What the ratio is taken over; null = the line has none.</summary>
    public string? Over { get; init; }

    /// <summary>Median of the rounds' ratios.</summary>
    public double? Ratio { get; init; }

    /// <summary>Smallest and largest ratio of a round.</summary>
    public double[]? Spread { get; init; }

    /// <summary>The lines of contestants that ran in rounds; each but the reference gets its ratio.</summary>
    public static IEnumerable<Line> Of(string benchmark, string unit, IReadOnlyList<double[]> figures, string[] names, params (int Of, int Over)[] ratios)
        => names.Select((name, i) =>
        {
            var line = new Line(benchmark, name, Rounds.Median(figures[i]), unit);
            return ratios.Where(r => r.Of == i).Select(r => r.Over).ToList() is [var over] && Rounds.Ratios(figures[i], figures[over]) is var each
                ? line with { Over = names[over], Ratio = Rounds.Median(each), Spread = [each.Min(), each.Max()] }
                : line;
        });

    /// <summary>A line that only sets two contestants in relation.</summary>
    public static Line Relation(string benchmark, string what, IReadOnlyList<double[]> figures, int of, int over, string overName)
    {
        var each = Rounds.Ratios(figures[of], figures[over]);
        return new(benchmark, what, Rounds.Median(each), "x") { Over = overName, Ratio = Rounds.Median(each), Spread = [each.Min(), each.Max()] };
    }
}
