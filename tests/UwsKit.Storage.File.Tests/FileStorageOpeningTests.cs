using System.Diagnostics;
using UwsKit.Storage.File;

namespace UwsKit.Tests.Files;

public sealed class FileStorageOpeningTests : IAsyncDisposable
{
    private readonly Records _records = new();

    public ValueTask DisposeAsync() => _records.DisposeAsync();

    public static TheoryData<string, string> Damages => new()
    {
        { "", "tokens" },
        { "{\n  \"version\": 1,\n  \"job\": {\n    \"format\": 1,\n    \"id\": \"j0", "end" },
        { "no JSON at all", "invalid" },
        { new string('\0', 4096), "invalid" },
        { "[]", "a record is an object" },
        { "{\"version\":1}", "a record has a job" },
        { "{\"job\":{\"id\":\"ID\",\"jobList\":\"skymap\"}}", "a record has a version" },
        { "{\"version\":1.5,\"job\":{\"id\":\"ID\"}}", "Int64" },
        { "{\"version\":\"1\",\"job\":{\"id\":\"ID\"}}", ": " },
        { "{\"version\":1,\"job\":7}", "a job document is an object" },
        { "{\"version\":1,\"job\":{}}", "a job document has an id" },
        { "{\"version\":1,\"job\":{\"id\":\"../../etc/passwd\"}}", "is not a job id" },
        { "{\"version\":1,\"job\":{\"id\":\"ID\",\"jobList\":null}}", "a job has a jobList" },
        { "{\"version\":1,\"job\":{\"id\":\"ID\",\"phase\":\"DONE\"}}", "'DONE' is not a phase" },
        { "{\"version\":1,\"job\":{\"id\":\"ID\",\"creationTime\":\"yesterday\"}}", "'yesterday' is not an instant" },
        { "{\"version\":1,\"job\":{\"id\":\"ID\",\"executed\":9223372036854775807}}", ": " },
        { "{\"version\":1,\"job\":{\"id\":\"ID\",\"parameters\":{}}}", ": " },
        { "{\"version\":1,\"job\":{\"id\":\"ID\",\"jobList\":\"skymap\"}} and more", ": " },
        { "{\"version\":1,\"job\":{\"id\":\"j000000000000000000000000000000\",\"jobList\":\"skymap\"}}", "it holds the record of job j000" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_record_is_set_aside_and_the_rest_opens(string content, string reason)
    {
        var jobs = await _records.SeedAsync(3);
        await File.WriteAllTextAsync(_records.PathOf(jobs[1]), content.Replace("ID", jobs[1].Id.Value));

        await using (var storage = await _records.OpenAsync())
        {
            (await storage.ListAsync(Records.Everything, default)).Select(j => j.Id).Should().BeEquivalentTo([jobs[0].Id, jobs[2].Id]);
            (await storage.GetAsync(jobs[1].Id, default)).Should().BeNull();
            (await storage.TryCreateAsync(jobs[1], default)).Should().BeTrue("its place is free");
        }

        var aside = Path.Combine(_records.Root, "damaged", jobs[1].Id + ".json");
        (await File.ReadAllTextAsync(aside)).Should().Be(content.Replace("ID", jobs[1].Id.Value));
        _records.Log.Lines.Where(l => l.StartsWith("Error")).Should().ContainSingle()
            .Which.Should().StartWith($"Error 4211 The job record {_records.PathOf(jobs[1])} is damaged and was set aside as {aside}: ").And.Contain(reason).And.NotContain("\n");

        await File.WriteAllTextAsync(_records.PathOf(jobs[1]), "again");
        await using var second = await _records.OpenAsync();
        Directory.GetFiles(Path.Combine(_records.Root, "damaged")).Should().BeEquivalentTo([aside, aside + ".1"]);
    }

    [Fact]
    public async Task What_is_no_file_or_has_a_wrong_name_is_set_aside()
    {
        var jobs = await _records.SeedAsync(3);
        var folder = Path.GetDirectoryName(_records.PathOf(jobs[0]))!;
        var (link, directory, pipe, name) = (Records.Job(), Records.Job(), Records.Job(), Path.Combine(folder, "no-job.json"));
        foreach (var odd in (Job[])[link, directory, pipe])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_records.PathOf(odd))!);
        }

        File.CreateSymbolicLink(_records.PathOf(link), _records.PathOf(jobs[0]));
        Directory.CreateDirectory(_records.PathOf(directory));
        using (var mkfifo = Process.Start("mkfifo", [_records.PathOf(pipe)]))
        {
            await mkfifo.WaitForExitAsync();
        }

        File.Copy(_records.PathOf(jobs[0]), name);
        Directory.CreateDirectory(Path.Combine(folder, "folder.json.new"));
        await File.WriteAllTextAsync(Path.Combine(folder, jobs[0].Id + ".json.new"), "never finished");
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "an operator's");

        await using var storage = await _records.OpenAsync();

        (await storage.ListAsync(Records.Everything, default)).Should().HaveCount(3);
        Directory.GetFileSystemEntries(Path.Combine(_records.Root, "damaged")).Select(Path.GetFileName)
            .Should().BeEquivalentTo([link.Id + ".json", directory.Id + ".json", pipe.Id + ".json", "no-job.json"]);
        Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Should().Contain(["notes.txt", "folder.json.new"]).And.NotContain(jobs[0].Id + ".json.new");
        _records.Log.Lines.Count(l => l.StartsWith("Error 4211")).Should().Be(4);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_stays_where_it_is_and_is_never_replaced()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "root may read everything");
        var job = (await _records.SeedAsync(1))[0];
        SetMode(UnixFileMode.None);

        await using (var storage = await _records.OpenAsync())
        {
            (await storage.TryCreateAsync(job, default)).Should().BeFalse();
        }

        _records.Log.Lines.Should().Contain(l => l.StartsWith($"Error 4212 The job record {_records.PathOf(job)} is left out: "));
        SetMode(UnixFileMode.UserRead);
        await using var mended = await _records.OpenAsync();
        (await mended.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);

        void SetMode(UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_records.PathOf(job), mode);
            }
        }
    }

    [Fact]
    public async Task A_second_host_refuses_to_start_in_one_line()
    {
        await using var first = await _records.OpenAsync();
        await using var second = _records.Storage();

        var refusal = (await second.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which;

        refusal.Faults.Should().ContainSingle().Which.Should().Be(
            $"Storage:Root: '{_records.Root}': process {Environment.ProcessId} on {Environment.MachineName} keeps job records there already; "
            + "allowed: one process at a time, so end that one or give this one a folder of its own");
        (await first.TryCreateAsync(Records.Job(), default)).Should().BeTrue("the first one is not disturbed");
        await first.DisposeAsync();
        await second.InitializeAsync(default);
        (await second.ListAsync(Records.Everything, default)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void A_root_that_is_none_is_refused(string root)
        => new Action(() => new FileStorage(new() { Root = root })).Should().Throw<UwsConfigurationException>().Which.Faults.Should().ContainSingle().Which
            .Should().StartWith("Storage:Root: '").And.EndWith("is not allowed; allowed: the path of a folder");

    [Fact]
    public async Task A_root_that_cannot_be_made_is_refused_and_may_be_tried_again()
    {
        await File.WriteAllTextAsync(_records.Root, "a file where a folder should be");
        await using var storage = _records.Storage();

        (await storage.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which
            .Faults.Should().ContainSingle().Which.Should().StartWith($"Storage:Root: '{_records.Root}': the folder cannot be used (").And.NotContain("\n");

        File.Delete(_records.Root);
        await storage.InitializeAsync(default);
        (await storage.TryCreateAsync(Records.Job(), default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_record_is_readable_by_people_and_belongs_to_the_service_only()
    {
        var job = (await _records.SeedAsync(1))[0];

        var text = await File.ReadAllTextAsync(_records.PathOf(job));

        text.Should().StartWith($"{{\n  \"version\": 1,\n  \"job\": {{\n    \"format\": 1,\n    \"id\": \"{job.Id}\",\n    \"jobList\": \"skymap\",\n").And.EndWith("\n}\n");
        text.Count(c => c == '\n').Should().BeGreaterThan(10);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_records.PathOf(job)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_records.Root).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
