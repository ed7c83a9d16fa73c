using System.Text.Json;
using Xunit;

namespace UwsKit.Testing;

// Records come back as they were.
public abstract partial class StorageSpecs
{
    [Fact]
    public async Task A_job_comes_back_with_every_member()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Full();
        Assert.All(typeof(Job).GetProperties().Where(p => p.CanWrite), p => Assert.NotEqual(Default(p.PropertyType), p.GetValue(job)));

        Assert.True(await storage.TryCreateAsync(job, Ct));

        JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));

        static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    [Fact]
    public async Task A_job_with_nothing_but_what_it_needs_comes_back()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple();

        Assert.True(await storage.TryCreateAsync(job, Ct));

        JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task Any_text_comes_back_as_it_was()
    {
        var storage = await OpenAsync();
        var jobs = SampleJobs.HostileTexts.Select(text => SampleJobs.Simple() with
        {
            OwnerId = text, RunId = text, JobInfo = text, TraceParent = text,
            Parameters = [new("p", text), new("f", null) { File = new("f", 1) { OriginalName = text } }],
            Error = new(false, text, text), Progress = new(null, text, SampleJobs.Day),
            Placement = new("local", PlacementState.Placed, 1, text, text, SampleJobs.Day),
        }).ToList();

        await FillAsync(storage, jobs);

        foreach (var job in jobs)
        {
            JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
        }

        Assert.Equal(
            jobs.Select(j => j.Summarize()).OrderBy(j => j.Id),
            (await storage.ListAsync(new() { Visibility = Visibility.Everybody }, Ct)).OrderBy(j => j.Id));
    }

    [Fact]
    public async Task An_empty_text_is_not_the_same_as_none()
    {
        var storage = await OpenAsync();
        var empty = SampleJobs.Simple() with { RunId = "", JobInfo = "", Parameters = [new("p", "")] };
        var none = SampleJobs.Simple() with { Parameters = [new("p", null) { File = new("f", 0) }] };
        await FillAsync(storage, [empty, none]);

        JobAssert.Same(empty, await storage.GetAsync(empty.Id, Ct));
        JobAssert.Same(none, await storage.GetAsync(none.Id, Ct));
    }

    [Fact]
    public async Task Values_of_a_megabyte_come_back()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { Parameters = [new("a", new string('ü', 500_000)), new("b", new string('<', 1_000_000))] };

        Assert.True(await storage.TryCreateAsync(job, Ct));
        Assert.True(await storage.TryUpdateAsync(job, Ct));

        JobAssert.Same(job with { Version = 1 }, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task Thousands_of_parameters_keep_their_order()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { Parameters = [.. Enumerable.Range(0, 5000).Select(i => new JobParameter("p" + (i % 7), $"{i}"))] };

        Assert.True(await storage.TryCreateAsync(job, Ct));

        JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task Instants_keep_their_milliseconds()
    {
        var storage = await OpenAsync();
        var jobs = Enumerable.Range(0, 1000).Select(ms => SampleJobs.Simple() with
        {
            CreationTime = SampleJobs.Day.AddMilliseconds(ms), Destruction = SampleJobs.Day.AddDays(ms).AddMilliseconds(ms),
        }).ToList();

        await FillAsync(storage, jobs);

        var page = await storage.ListAsync(new() { Visibility = Visibility.Everybody }, Ct);
        Assert.Equal(jobs.Select(j => (j.CreationTime, j.DueAt)).OrderDescending(), page.Select(j => (j.CreationTime, j.DueAt)));
        JobAssert.Same(jobs[7], await storage.GetAsync(jobs[7].Id, Ct));
    }

    [Fact]
    public async Task Members_of_a_later_release_survive_an_update_by_this_one()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { Unknown = new Dictionary<string, JsonElement> { ["later"] = JsonElement.Parse("""{"deep":[1,{"x":"ü"}]}""") } };
        Assert.True(await storage.TryCreateAsync(job, Ct));
        var read = await storage.GetAsync(job.Id, Ct);
        Assert.NotNull(read);

        Assert.True(await storage.TryUpdateAsync(read with { Phase = ExecutionPhase.Queued }, Ct));

        JobAssert.Same(job with { Phase = ExecutionPhase.Queued, Version = 1 }, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task A_job_that_is_not_there_is_null()
    {
        var storage = await OpenAsync();

        Assert.Null(await storage.GetAsync(SampleJobs.Simple().Id, Ct));
    }

    [Fact]
    public async Task A_tombstone_is_still_read()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple();
        Assert.True(await storage.TryCreateAsync(job, Ct));

        Assert.True(await storage.TryUpdateAsync(job with { Deleted = true }, Ct));

        JobAssert.Same(job with { Deleted = true, Version = 1 }, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        var storage = await OpenAsync();
        var (kept, changed, gone) = (SampleJobs.Full(), SampleJobs.Simple(), SampleJobs.Simple());
        await FillAsync(storage, [kept, changed, gone]);
        Assert.True(await storage.TryUpdateAsync(changed with { RunId = "new" }, Ct));
        Assert.True(await storage.DeleteAsync(gone.Id, Ct));

        storage = await RestartAsync();

        JobAssert.Same(kept, await storage.GetAsync(kept.Id, Ct));
        JobAssert.Same(changed with { RunId = "new", Version = 1 }, await storage.GetAsync(changed.Id, Ct));
        Assert.Null(await storage.GetAsync(gone.Id, Ct));
        Assert.Equal([changed.Id], (await storage.ListAsync(new() { Visibility = Visibility.Everybody }, Ct)).Select(j => j.Id));
    }
}
