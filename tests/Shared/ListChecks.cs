using UwsKit.Storage.Sqlite;

namespace UwsKit.Shared;

/// <summary>What the lists of every storage with a query language of its own are asked.</summary>
internal static class ListChecks
{
    /// <summary>Random jobs and random queries: each answer is that of a loop over the jobs in memory.</summary>
    /// <param name="storage">Empty.</param>
    /// <param name="seed">Of the jobs and queries.</param>
    /// <param name="jobs">How many jobs.</param>
    /// <param name="queries">How many queries.</param>
    public static async Task RandomQueriesAsync(IStorage storage, int seed, int jobs, int queries)
    {
        var sample = new Sample(seed);
        var stored = Enumerable.Range(0, jobs).Select(_ => sample.Next()).DistinctBy(j => j.Id).ToList();
        await Task.WhenAll(stored.Select(j => storage.TryCreateAsync(j, default).AsTask()));
        var answered = 0;
        for (var n = 0; n < queries; n++)
        {
            var query = sample.Query(stored);
            var found = await storage.ListAsync(query, default);
            found.Should().Equal(query.Select(stored), "query {0} of seed {1} is {2}", n, seed, query);
            answered += found.Count > 0 ? 1 : 0;
        }

        answered.Should().BeGreaterThan(queries * 3 / 10, "many queries should find something, or the test proves little");
    }

    /// <summary>Owners and run ids of every text are told apart, and a run id is found by each of its beginnings.</summary>
    public static async Task TextsStayApartAsync(IStorage storage, IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            await storage.TryCreateAsync(Sample.Job() with { OwnerId = text, RunId = text }, default);
        }

        foreach (var text in texts)
        {
            (await storage.ListAsync(new() { Visibility = Visibility.Of(text) }, default)).Should().ContainSingle().Which.RunId.Should().Be(text);
            (await storage.ListAsync(new() { Visibility = Visibility.Everybody, Text = text }, default)).Select(j => j.RunId)
                .Should().BeEquivalentTo(texts.Where(t => t.StartsWith(text, StringComparison.Ordinal)));
        }
    }
}
