namespace UwsKit.Bench;

/// <summary>Something measured: its name and one figure for each call.</summary>
internal sealed record Contestant(string Name, Func<Task<double>> RunAsync);

/// <summary>
/// Runs contestants in turn, A B C A B C, after warm-ups of each, so that what else the machine does meets all of them alike. The ratio is that of
/// each round's pair; of figures and ratios the median is reported.
/// </summary>
internal static class Rounds
{
    // The runtime compiles what is called often a second and a third time, in the background: a service lives for weeks, a round for seconds.
    private const int WarmUps = 3;

    public static async Task<IReadOnlyList<double[]>> RunAsync(int rounds, params Contestant[] contestants)
    {
        for (var round = 0; round < WarmUps; round++)
        {
            foreach (var contestant in contestants)
            {
                await contestant.RunAsync();
            }
        }

        var figures = contestants.Select(_ => new double[rounds]).ToList();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                figures[i][round] = await contestants[i].RunAsync();
            }
        }

        return figures;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The figures of one contestant over those of another, round by round.</summary>
    public static double[] Ratios(double[] of, double[] over) => [.. of.Zip(over, (a, b) => a / b)];
}
