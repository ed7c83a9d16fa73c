using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace UwsKit.Testing;

/// <summary>What every <see cref="IDescriptionArchive"/> owes: a document that was kept is found under its digest, byte for byte, whatever else happens.</summary>
public abstract class DescriptionArchiveSpecs : IAsyncDisposable
{
    private readonly List<IDescriptionArchive> _open = [];

    /// <summary>An empty archive.</summary>
    protected abstract ValueTask<IDescriptionArchive> CreateAsync();

    /// <summary>Another instance over the same data, as after a restart or at another node; null = there is none, and what needs it is skipped.</summary>
    protected virtual ValueTask<IDescriptionArchive?> ReopenAsync() => new((IDescriptionArchive?)null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_found_by_its_digest_byte_for_byte()
    {
        var archive = await OpenAsync();
        foreach (var text in new[] { "{}", "{\"name\":\"\U0001F52D\\u0000\"}", "{\"name\":\"" + new string('x', 300_000) + "\"}" })
        {
            var (digest, json) = Document(text);
            await archive.KeepAsync(digest, json, Ct);
            Assert.Equal(json, await archive.FindAsync(digest, Ct));
        }
    }

    [Fact]
    public async Task What_was_never_kept_is_not_found()
    {
        var archive = await OpenAsync();
        await archive.KeepAsync(Document("{}").Digest, Document("{}").Json, Ct);
        Assert.Null(await archive.FindAsync(Document("{\"name\":\"other\"}").Digest, Ct));
    }

    [Fact]
    public async Task What_is_kept_again_stays_as_it_was()
    {
        var archive = await OpenAsync();
        var (digest, json) = Document("{\"name\":\"again\"}");
        await archive.KeepAsync(digest, json, Ct);
        await archive.KeepAsync(digest, json, Ct);
        Assert.Equal(json, await archive.FindAsync(digest, Ct));
    }

    [Fact]
    public async Task A_document_does_not_change_with_the_memory_that_it_came_from_or_went_to()
    {
        var archive = await OpenAsync();
        var (digest, json) = Document("{\"name\":\"own\"}");
        var given = json.ToArray();
        await archive.KeepAsync(digest, given, Ct);
        Array.Clear(given);
        Array.Clear((await archive.FindAsync(digest, Ct))!);
        Assert.Equal(json, await archive.FindAsync(digest, Ct));
    }

    [Fact]
    public async Task Many_at_once_keep_the_same_and_others_and_whoever_finds_one_finds_all_of_it()
    {
        var archive = await OpenAsync();
        IDescriptionArchive[] nodes = [archive, await AnotherAsync() ?? archive];
        (string Digest, byte[] Json)[] documents = [.. Enumerable.Range(0, 5).Select(n => Document($"{{\"name\":\"n{n}\",\"text\":\"{new string('x', 100_000)}\"}}"))];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(
            async () =>
            {
                var (digest, json) = documents[n % documents.Length];
                var found = await nodes[n % 2].FindAsync(digest, Ct);
                Assert.True(found is null || found.AsSpan().SequenceEqual(json), "A document is found whole or not at all.");
                await nodes[(n + 1) % 2].KeepAsync(digest, json, Ct);
                Assert.Equal(json, await nodes[n % 2].FindAsync(digest, Ct));
            },
            Ct)));
    }

    [Fact]
    public async Task What_was_kept_is_there_after_a_restart_and_at_other_nodes()
    {
        var archive = await OpenAsync();
        var (digest, json) = Document("{\"name\":\"lasting\"}");
        await archive.KeepAsync(digest, json, Ct);
        var other = await AnotherAsync();
        Assert.SkipUnless(other is not null, "The archive has no second instance over the same data (ReopenAsync).");
        Assert.Equal(json, await other.FindAsync(digest, Ct));
    }

    [Fact]
    public async Task What_is_cancelled_before_it_starts_keeps_nothing()
    {
        var archive = await OpenAsync();
        var (digest, json) = Document("{\"name\":\"cancelled\"}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await archive.KeepAsync(digest, json, new CancellationToken(canceled: true)));
        Assert.Null(await archive.FindAsync(digest, Ct));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var archive in _open)
        {
            await Disposal.DisposeAsync(archive);
        }

        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once after each test, when all instances are disposed: removes what a test left.</summary>
    protected virtual ValueTask CleanUpAsync() => default;

    private async Task<IDescriptionArchive> OpenAsync()
    {
        var archive = await CreateAsync();
        _open.Add(archive);
        return archive;
    }

    private async Task<IDescriptionArchive?> AnotherAsync()
    {
        var archive = await ReopenAsync();
        _open.AddRange(archive is null ? [] : [archive]);
        return archive;
    }

    private static (string Digest, byte[] Json) Document(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);
        return (Convert.ToHexStringLower(SHA256.HashData(json)), json);
    }
}
