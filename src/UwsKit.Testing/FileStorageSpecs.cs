using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace UwsKit.Testing;

/// <summary>What every <see cref="IFileStorage"/> owes. Derive, say how to make one, and every spec runs against it.</summary>
public abstract partial class FileStorageSpecs : IAsyncDisposable
{
    private IFileStorage? _files;

    /// <summary>The areas as directories, of the storage that <see cref="CreateAsync"/> made last; null where there are none.</summary>
    protected virtual IJobDirectories? Directories => null;

    /// <summary>
    /// A folder around the storage's own that nothing else uses: the specs look there for litter and for what escaped. Null where the storage keeps no files on this machine.
    /// </summary>
    protected virtual string? Surroundings => null;

    /// <summary>Whether opened streams can seek, so that ranges are served.</summary>
    protected virtual bool SupportsRanges => true;

    /// <summary>A new, empty file storage. The specs call <see cref="IFileStorage.InitializeAsync"/> and dispose it.</summary>
    protected abstract ValueTask<IFileStorage> CreateAsync();

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected static JobId NewId() => JobId.New(TimeProvider.System);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Disposal.DisposeAsync(_files);
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once after each test: removes what it left.</summary>
    protected virtual ValueTask CleanUpAsync() => default;

    [Theory]
    [InlineData(JobFileArea.Input)]
    [InlineData(JobFileArea.Output)]
    [InlineData(JobFileArea.Log)]
    public async Task A_file_comes_back_as_it_was_written(JobFileArea area)
    {
        var (files, id) = (await OpenAsync(), NewId());

        var written = await WriteAsync(files, id, area, "a.txt", "grün");

        Assert.Equal(("a.txt", 5L), (written.Name, written.Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("grün"u8)), written.Sha256);
        Assert.Equal("grün", await ReadAsync(files, id, area, "a.txt"));
        var listed = Assert.Single(await files.ListAsync(id, area, Ct));
        Assert.Equal((written.Name, written.Size), (listed.Name, listed.Size));
    }

    [Fact]
    public async Task The_media_type_is_told_back()
    {
        var files = await OpenAsync();

        var written = await files.WriteAsync(NewId(), JobFileArea.Output, "a.fits", "application/fits", new MemoryStream([1]), Ct);

        Assert.Equal("application/fits", written.MediaType);
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var (files, id) = (await OpenAsync(), NewId());

        var written = await WriteAsync(files, id, JobFileArea.Output, "empty", "");

        Assert.Equal((0L, Convert.ToHexStringLower(SHA256.HashData([]))), (written.Size, written.Sha256));
        Assert.Equal("", await ReadAsync(files, id, JobFileArea.Output, "empty"));
    }

    [Fact]
    public async Task A_large_file_streams_through_in_constant_memory()
    {
        const long size = 64L << 20;
        var (files, id) = (await OpenAsync(), NewId());
        using var expected = new GeneratedStream(size);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(expected, Ct));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long held = 0;

        using var source = new GeneratedStream(size, atEnd: () => held = GC.GetTotalMemory(forceFullCollection: true) - before);
        var written = await files.WriteAsync(id, JobFileArea.Output, "big", null, source, Ct);
        await using var opened = await files.OpenReadAsync(id, JobFileArea.Output, "big", Ct);
        var heldForReading = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal((size, digest), (written.Size, written.Sha256));
        Assert.Equal(size, opened?.File.Size);
        Assert.Equal(digest, Convert.ToHexStringLower(await SHA256.HashDataAsync(opened!.Stream!, Ct)));

        // Other tests of the process count as well, hence the margin: what must not be in memory is the file.
        Assert.SkipUnless(StreamsFromDisk, "This storage keeps its bytes in memory.");
        Assert.InRange(held, long.MinValue, size / 2);
        Assert.InRange(heldForReading, long.MinValue, size / 2);
    }

    /// <summary>Whether bytes pass through without being held; false only for a storage in memory.</summary>
    protected virtual bool StreamsFromDisk => true;

    [Fact]
    public async Task Writing_again_replaces_the_file()
    {
        var (files, id) = (await OpenAsync(), NewId());
        await WriteAsync(files, id, JobFileArea.Input, "f", "a longer first text");

        await WriteAsync(files, id, JobFileArea.Input, "f", "second");

        Assert.Equal("second", await ReadAsync(files, id, JobFileArea.Input, "f"));
        Assert.Single(await files.ListAsync(id, JobFileArea.Input, Ct));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_breaks_leaves_the_old_file_and_no_litter(bool cancelled)
    {
        var (files, id) = (await OpenAsync(), NewId());
        await WriteAsync(files, id, JobFileArea.Input, "f", "old");
        var before = Snapshot();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        foreach (var name in new[] { "f", "new" })
        {
            using var broken = new GeneratedStream(1 << 20, 300_000, cancelled ? stop.Cancel : null);
            await Assert.ThrowsAnyAsync<Exception>(async () => await files.WriteAsync(id, JobFileArea.Input, name, null, broken, stop.Token));
        }

        Assert.Equal("old", await ReadAsync(files, id, JobFileArea.Input, "f"));
        Assert.Equal(["f"], (await files.ListAsync(id, JobFileArea.Input, Ct)).Select(f => f.Name));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task Of_many_writes_at_once_one_stands_whole()
    {
        var (files, id) = (await OpenAsync(), NewId());
        var texts = Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 100_000 + i)).ToList();

        await Task.WhenAll(texts.Select(t => Task.Run(() => WriteAsync(files, id, JobFileArea.Output, "f", t), Ct)));

        Assert.Contains(await ReadAsync(files, id, JobFileArea.Output, "f"), texts);
        Assert.Single(await files.ListAsync(id, JobFileArea.Output, Ct));
    }

    [Fact]
    public async Task A_reader_keeps_the_file_that_it_opened()
    {
        var (files, id) = (await OpenAsync(), NewId());
        await WriteAsync(files, id, JobFileArea.Output, "f", "old");
        await using var opened = await files.OpenReadAsync(id, JobFileArea.Output, "f", Ct);

        await WriteAsync(files, id, JobFileArea.Output, "f", "new text");
        await files.DeleteAsync(id, null, Ct);

        using var reader = new StreamReader(opened!.Stream!);
        Assert.Equal("old", await reader.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task What_is_not_there_is_null_empty_and_deleted_without_complaint()
    {
        var (files, id) = (await OpenAsync(), NewId());

        Assert.Null(await files.OpenReadAsync(id, JobFileArea.Output, "none", Ct));
        Assert.Empty(await files.ListAsync(id, JobFileArea.Output, Ct));
        await files.DeleteFileAsync(id, JobFileArea.Output, "none", Ct);
        await files.DeleteAsync(id, JobFileArea.Output, Ct);
        await files.DeleteAsync(id, null, Ct);
        await WriteAsync(files, id, JobFileArea.Input, "some", "x");
        Assert.Null(await files.OpenReadAsync(id, JobFileArea.Output, "some", Ct));
    }

    [Fact]
    public async Task A_list_is_sorted_by_name()
    {
        var (files, id) = (await OpenAsync(), NewId());
        string[] names = ["b", "a", "B", "a10", "a2", "z", "ä", "_"];
        foreach (var name in names)
        {
            await WriteAsync(files, id, JobFileArea.Output, name, name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), (await files.ListAsync(id, JobFileArea.Output, Ct)).Select(f => f.Name));
    }

    [Fact]
    public async Task Deleting_takes_a_file_an_area_or_everything_and_no_more()
    {
        var (files, id, other) = (await OpenAsync(), NewId(), NewId());
        foreach (var (job, area, name) in new[]
        {
            (id, JobFileArea.Input, "a"), (id, JobFileArea.Input, "b"), (id, JobFileArea.Output, "a"), (id, JobFileArea.Log, "a"), (other, JobFileArea.Input, "a"),
        })
        {
            await WriteAsync(files, job, area, name, "x");
        }

        await files.DeleteFileAsync(id, JobFileArea.Input, "a", Ct);
        Assert.Equal((1, 1, 1), await CountAsync());
        await files.DeleteAsync(id, JobFileArea.Output, Ct);
        Assert.Equal((1, 0, 1), await CountAsync());
        await files.DeleteAsync(id, null, Ct);
        Assert.Equal((0, 0, 0), await CountAsync());
        Assert.Equal("x", await ReadAsync(files, other, JobFileArea.Input, "a"));

        async Task<(int, int, int)> CountAsync() => (
            (await files.ListAsync(id, JobFileArea.Input, Ct)).Count, (await files.ListAsync(id, JobFileArea.Output, Ct)).Count,
            (await files.ListAsync(id, JobFileArea.Log, Ct)).Count);
    }

    [Fact]
    public async Task The_jobs_that_have_files_are_listed()
    {
        var files = await OpenAsync();
        var ids = Enumerable.Range(0, 50).Select(_ => NewId()).ToList();
        foreach (var id in ids)
        {
            await WriteAsync(files, id, JobFileArea.Log, "stdout", "x");
        }

        await files.DeleteAsync(ids[7], null, Ct);

        List<JobId> listed = [];
        await foreach (var id in files.ListJobsAsync(Ct))
        {
            listed.Add(id);
        }

        Assert.Equal(ids.Where(i => i != ids[7]).Order(), listed.Order());
    }

    [Fact]
    public async Task A_part_of_a_file_can_be_read()
    {
        Assert.SkipUnless(SupportsRanges, "This storage serves no ranges.");
        var (files, id) = (await OpenAsync(), NewId());
        using var source = new GeneratedStream(500_000);
        await files.WriteAsync(id, JobFileArea.Output, "f", null, source, Ct);

        await using var opened = await files.OpenReadAsync(id, JobFileArea.Output, "f", Ct);

        Assert.True(opened!.Stream!.CanSeek);
        Assert.Equal(500_000, opened.Stream.Length);
        opened.Stream.Seek(-1000, SeekOrigin.End);
        Assert.Equal(GeneratedStream.ByteAt(499_000), opened.Stream.ReadByte());
    }

    private protected async Task<IFileStorage> OpenAsync()
    {
        _files = await CreateAsync();
        await _files.InitializeAsync(Ct);
        return _files;
    }

    private protected static async Task<JobFile> WriteAsync(IFileStorage files, JobId id, JobFileArea area, string name, string text)
        => await files.WriteAsync(id, area, name, "text/plain", new MemoryStream(Encoding.UTF8.GetBytes(text)), Ct);

    private protected static async Task<string?> ReadAsync(IFileStorage files, JobId id, JobFileArea area, string name)
    {
        await using var opened = await files.OpenReadAsync(id, area, name, Ct);
        return opened is null ? null : await new StreamReader(opened.Stream!).ReadToEndAsync(Ct);
    }

    /// <summary>Every file around, with its size.</summary>
    private protected List<(string Path, long Size)> Snapshot()
        => Surroundings is not { } folder ? []
            : [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => (f.FullName, f.Length)).Order()];
}
