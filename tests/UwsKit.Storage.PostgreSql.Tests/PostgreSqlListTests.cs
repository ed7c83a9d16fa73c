namespace UwsKit.Storage.PostgreSql;

public sealed class PostgreSqlListTests : IAsyncLifetime
{
    private readonly TempSchema _schema = new();
    private PostgreSqlStorage _storage = null!;

    public async ValueTask InitializeAsync() => _storage = await _schema.OpenAsync();

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Thousands_of_random_queries_are_answered_as_in_memory(int seed)
    {
        var sample = new Sample(seed);
        var jobs = Enumerable.Range(0, 400).Select(_ => sample.Next()).DistinctBy(j => j.Id).ToList();
        await Task.WhenAll(jobs.Select(j => _storage.TryCreateAsync(j, default).AsTask()));
        var answered = 0;
        for (var n = 0; n < 1000; n++)
        {
            var query = sample.Query(jobs);
            var found = await _storage.ListAsync(query, default);
            found.Should().Equal(query.Select(jobs), "query {0} of seed {1} is {2}", n, seed, query);
            answered += found.Count > 0 ? 1 : 0;
        }

        answered.Should().BeGreaterThan(350, "most queries should find something, or the test proves little");
    }

    [Fact]
    public async Task Texts_with_U0000_and_U0001_stay_apart_and_keep_their_beginnings()
    {
        string[] texts = ["a\0", "a\u0001", "a\u00010", "a\u00011", "a\0\u0001", "a\u0001\0", "a"];
        foreach (var text in texts)
        {
            await _storage.TryCreateAsync(Sample.Job() with { OwnerId = text, RunId = text }, default);
        }

        foreach (var text in texts)
        {
            (await _storage.ListAsync(new() { Visibility = Visibility.Of(text) }, default)).Should().ContainSingle().Which.RunId.Should().Be(text);
            (await _storage.ListAsync(new() { Visibility = Visibility.Everybody, Text = text }, default)).Select(j => j.RunId)
                .Should().BeEquivalentTo(texts.Where(t => t.StartsWith(text, StringComparison.Ordinal)));
        }
    }
}
