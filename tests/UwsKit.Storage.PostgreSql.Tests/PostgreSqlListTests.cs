using UwsKit.Shared;

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
    public Task Thousands_of_random_queries_are_answered_as_in_memory(int seed) => ListChecks.RandomQueriesAsync(_storage, seed, jobs: 400, queries: 1000);

    [Fact]
    public Task Texts_with_U0000_and_U0001_stay_apart_and_keep_their_beginnings()
        => ListChecks.TextsStayApartAsync(_storage, ["a\0", "a\u0001", "a\u00010", "a\u00011", "a\0\u0001", "a\u0001\0", "a"]);
}
