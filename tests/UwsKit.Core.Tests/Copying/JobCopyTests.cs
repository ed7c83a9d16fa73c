using System.Text;
using UwsKit.Storage.File;
using UwsKit.Storage.Sqlite;

namespace UwsKit.Copying;

public sealed class JobCopyTests : IAsyncLifetime
{
    private static readonly JobQuery Everything = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = int.MaxValue };

    private readonly string _folder = Directory.CreateTempSubdirectory("uwskit-copy-").FullName;
    private readonly List<IStorage> _open = [];
    private readonly List<string> _reports = [];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open.OfType<IAsyncDisposable>())
        {
            await storage.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("sqlite", "files"), InlineData("files", "sqlite"), InlineData("sqlite", "memory"), InlineData("memory", "sqlite"), InlineData("files", "memory"), InlineData("memory", "files")]
    public async Task Every_job_arrives_with_every_member(string from, string to)
    {
        var (source, target) = (await OpenAsync(from), await OpenAsync(to));
        var jobs = CopySamples.Jobs(1200);
        foreach (var some in jobs.Chunk(200))
        {
            (await Task.WhenAll(some.Select(j => source.TryCreateAsync(j, default).AsTask()))).Should().NotContain(false);
        }

        var copy = await ExportAsync(source, new(jobs.Count, 0, 0));
        (await JobCopy.ImportAsync(new MemoryStream(copy), target, _reports.Add, default)).Should().Be(new ImportCounts(jobs.Count, 0, 0, 0));

        (await target.ListAsync(Everything, default)).Should().Equal(Everything.Select(jobs));
        foreach (var job in jobs)
        {
            // The document has every member, and so the version is all that it lacks.
            var arrived = (await target.GetAsync(job.Id, default))!;
            arrived.Version.Should().Be(job.Version);
            JobJson.Serialize(arrived).Should().Equal(JobJson.Serialize(job));
        }

        (await ExportAsync(target, new(jobs.Count, 0, 0))).Should().Equal(copy, "the way back starts from the same lines");
        (await JobCopy.ImportAsync(new MemoryStream(copy), target, _reports.Add, default)).Should().Be(new ImportCounts(0, jobs.Count, 0, 0), "it may be repeated");
        _reports.Should().BeEmpty();
    }

    [Theory]
    [InlineData("sqlite", "files"), InlineData("files", "memory"), InlineData("memory", "sqlite")]
    public async Task What_is_kept_of_provenance_goes_along_and_comes_back(string from, string to)
    {
        var (source, target, last) = (await OpenAsync(from), await OpenAsync(to), await OpenAsync(from));
        var job = CopySamples.Plain();
        await FillAsync(source, [job]);
        var gone = Enumerable.Range(0, 1100).Select(n => new ProvenanceEntry(
            JobId.New(TimeProvider.System), ["all", $"key \0\u2028é😀 {n}"], Encoding.UTF8.GetBytes($"{{\n \"job\": {{\"n\": {n}, \"x\": \"\\u00e9\\n😀\"}}, \"d\": 1.50}}"), n % 2 == 0 ? null : CopySamples.Noon.AddMilliseconds(n)))
            .Append(new(job.Id, [], Encoding.UTF8.GetBytes("{}"))).ToList();
        await Task.WhenAll(gone.Select(e => ((IProvenanceArchive)source).KeepAsync(e, default).AsTask()));

        var counts = new ExportCounts(1, 0, 0) { Provenance = gone.Count };
        var copy = await ExportAsync(source, counts);
        (await JobCopy.ImportAsync(new MemoryStream(copy), target, _reports.Add, default)).Should().Be(new ImportCounts(1, 0, 0, 0) { Provenance = gone.Count });
        (await JobCopy.ImportAsync(new MemoryStream(await ExportAsync(target, counts)), last, _reports.Add, default)).Should().Be(new ImportCounts(1, 0, 0, 0) { Provenance = gone.Count });
        (await ExportAsync(last, counts)).Should().Equal(copy, "nothing is lost on the way there and back");
        (await JobCopy.ImportAsync(new MemoryStream(copy), target, _reports.Add, default)).Should().Be(new ImportCounts(0, gone.Count + 1, 0, 0), "it may be repeated");

        _reports.Should().BeEmpty();
        var archive = (IProvenanceArchive)last;
        (await archive.FindJobsAsync("all", 10_000, default)).Should().HaveCount(1100);
        (await archive.FindJobsAsync(gone[7].Keys.Last(), 10, default)).Should().Equal(gone[7].Job);
        (await archive.FindAsync(gone[7].Job, default))!.Until.Should().Be(gone[7].Until);
    }

    [Fact]
    public async Task Provenance_that_differs_is_broken_or_cannot_be_kept_is_named_and_left_as_it_is()
    {
        var target = await OpenAsync("memory");
        var job = CopySamples.Plain();
        var there = new ProvenanceEntry(job.Id, ["k"], Encoding.UTF8.GetBytes("{\"a\":1}"));
        await ((IProvenanceArchive)target).KeepAsync(there, default);
        string[] lines =
        [
            $"{{\"provenance\":\"{job.Id}\",\"keys\":[\"k\"],\"document\":{{\"a\":2}}}}", $"{{\"provenance\":\"{job.Id}\",\"keys\":[\"k\"]}}", "{\"provenance\":\"../x\",\"keys\":[],\"document\":{}}",
            $"{{\"provenance\":\"{job.Id}\",\"until\":\"soon\",\"keys\":[],\"document\":{{}}}}", $"{{\"provenance\":\"{job.Id}\",\"keys\":[1],\"document\":{{}}}}", "{\"provenance\":",
        ];

        var copy = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        (await JobCopy.ImportAsync(new MemoryStream(copy), target, _reports.Add, default)).Should().Be(new ImportCounts(0, 0, 1, 5));
        _reports.Order().Should().SatisfyRespectively(
            r => r.Should().Be($"line 1: provenance of job {job.Id} is there already and differs"),
            r => r.Should().Be("line 2: no provenance of a job: a provenance has keys and a document"),
            r => r.Should().Be("line 3: no provenance of a job: '../x' is not a job id."),
            r => r.Should().Be("line 4: no provenance of a job: until 'soon' is no instant"),
            r => r.Should().StartWith("line 5: no provenance of a job: ").And.NotContain("\n"),
            r => r.Should().StartWith("line 6: no provenance of a job: ").And.NotContain("\n"));
        (await ((IProvenanceArchive)target).FindAsync(job.Id, default)).Should().Be(there with { Document = (await ((IProvenanceArchive)target).FindAsync(job.Id, default))!.Document });

        _reports.Clear();
        (await JobCopy.ImportAsync(new MemoryStream(copy), target, null, _reports.Add, default)).Broken.Should().Be(6);
        _reports.Should().Contain($"line 1: provenance of job {job.Id} was refused: this storage keeps none");
    }

    [Fact]
    public async Task What_differs_in_the_target_is_named_and_left_as_it_is()
    {
        var (source, target) = (await OpenAsync("memory"), await OpenAsync("files"));
        Job[] jobs = [CopySamples.Plain(), CopySamples.Plain(), CopySamples.Plain(), CopySamples.Plain()];
        Job[] there = [jobs[1], jobs[2] with { Version = 4, Phase = ExecutionPhase.Queued }, jobs[3] with { Deleted = true }];
        await FillAsync(source, jobs);
        await FillAsync(target, there);

        var counts = await JobCopy.ImportAsync(new MemoryStream(await ExportAsync(source, new(4, 0, 0))), target, _reports.Add, default);

        counts.Should().Be(new ImportCounts(1, 1, 2, 0));
        _reports.Select(r => r[(r.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Should().BeEquivalentTo(
            [$"job {jobs[2].Id} is there already and differs: version 4 in QUEUED is there, version 1 in PENDING is in the copy",
             $"job {jobs[3].Id} is there already and differs: version 1 in PENDING, deleted is there, version 1 in PENDING is in the copy"]);
        foreach (var job in there.Append(jobs[0]))
        {
            (await target.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
        }
    }

    [Fact]
    public async Task Broken_lines_are_told_with_their_number_and_the_rest_goes_on()
    {
        var (source, target) = (await OpenAsync("memory"), await OpenAsync("memory"));
        Job[] jobs = [CopySamples.Plain(), CopySamples.Plain() with { Parameters = [new("a", new string('x', 300_000))] }, CopySamples.Plain()];
        await FillAsync(source, jobs);
        var lines = Encoding.UTF8.GetString(await ExportAsync(source, new(3, 0, 0))).TrimEnd('\n').Split('\n');
        var text = $"{lines[0]}\r\n\n  \nnot json\n{lines[1]}\n{{\"version\":1}}\n{lines[2][..^20]}\n{{\"version\":1,\"job\":{{\"id\":\"../x\"}}}}\n{lines[2]}";

        var counts = await JobCopy.ImportAsync(new OneByOne(Encoding.UTF8.GetBytes(text)), target, _reports.Add, default);

        counts.Should().Be(new ImportCounts(3, 0, 0, 4));
        _reports.Order().Should().SatisfyRespectively(
            r => r.Should().StartWith("line 4: no record of a job: "),
            r => r.Should().Be("line 6: no record of a job: a record has a job"),
            r => r.Should().StartWith("line 7: no record of a job: ").And.NotContain("\n"),
            r => r.Should().Be("line 8: no record of a job: '../x' is not a job id."));
        (await target.ListAsync(Everything, default)).Should().Equal(Everything.Select(jobs));
    }

    [Fact]
    public async Task A_damaged_record_is_named_and_the_rest_is_exported()
    {
        var source = await OpenAsync("files");
        Job[] jobs = [CopySamples.Plain(), CopySamples.Plain()];
        await FillAsync(source, jobs);
        await File.WriteAllTextAsync(Directory.GetFiles(_folder, jobs[0].Id + ".json", SearchOption.AllDirectories).Single(), "");

        await ExportAsync(source, new(1, 0, 1));

        _reports.Should().ContainSingle().Which.Should().StartWith($"job {jobs[0].Id}: The record of job {jobs[0].Id} is damaged: ");
    }

    [Fact]
    public async Task Jobs_created_and_deleted_meanwhile_neither_double_nor_hide_others()
    {
        var source = await OpenAsync("sqlite");
        var jobs = CopySamples.Jobs(1100);
        await FillAsync(source, jobs);
        var newest = Everything.Select(jobs).Select(j => j.Id).ToList();
        using var copy = new MemoryStream();
        var busy = new BusyStream(copy, async line =>
        {
            if (line % 100 == 0)
            {
                await source.TryCreateAsync(CopySamples.Plain() with { CreationTime = CopySamples.Noon.AddYears(1).AddSeconds(line) }, default);
            }

            if (line == 600)
            {
                await source.DeleteAsync(newest[100], default);
                await source.DeleteAsync(newest[700], default);
                await source.DeleteAsync(newest[1050], default);
            }
        });

        // The first page was listed before, the second when 700 was still there, the third when 1050 was gone.
        (await JobCopy.ExportAsync(source, busy, _reports.Add, default)).Should().Be(new ExportCounts(1098, 1, 0));

        var ids = Encoding.UTF8.GetString(copy.ToArray()).TrimEnd('\n').Split('\n').Select(l => RecordJson.Read(Encoding.UTF8.GetBytes(l)).Id).ToList();
        ids.Should().Equal(newest.Where(id => id != newest[700] && id != newest[1050]));
    }

    [Fact]
    public async Task A_storage_that_is_away_ends_the_import_and_a_repetition_completes_it()
    {
        var (source, target) = (await OpenAsync("memory"), await OpenAsync("memory"));
        await FillAsync(source, CopySamples.Jobs(500));
        var copy = await ExportAsync(source, new(500, 0, 0));

        await FluentActions.Awaiting(() => JobCopy.ImportAsync(new MemoryStream(copy), new AwayAfter(target, 200), _reports.Add, default))
            .Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Unavailable);

        var counts = await JobCopy.ImportAsync(new MemoryStream(copy), target, _reports.Add, default);
        (counts.Created + counts.Present, counts.Different, counts.Broken).Should().Be((500, 0, 0));
        counts.Present.Should().Be(200);
    }

    private async Task<byte[]> ExportAsync(IStorage storage, ExportCounts expected)
    {
        using var copy = new MemoryStream();
        (await JobCopy.ExportAsync(storage, copy, _reports.Add, default)).Should().Be(expected);
        return copy.ToArray();
    }

    private static async Task FillAsync(IStorage storage, IEnumerable<Job> jobs)
        => (await Task.WhenAll(jobs.Select(j => storage.TryCreateAsync(j, default).AsTask()))).Should().NotContain(false);

    private async Task<IStorage> OpenAsync(string kind)
    {
        IStorage storage = kind switch
        {
            "sqlite" => new SqliteStorage(new() { Path = Path.Combine(_folder, $"{_open.Count}.db") }),
            "files" => new FileStorage(new() { Root = Path.Combine(_folder, $"{_open.Count}"), SyncToDisk = false }),
            _ => new InMemoryStorage(),
        };
        _open.Add(storage);
        await storage.InitializeAsync(default);
        return storage;
    }
}
