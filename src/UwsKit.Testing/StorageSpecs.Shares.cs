using Xunit;

namespace UwsKit.Testing;

// Jobs that are shared with somebody, as lists find them.
public abstract partial class StorageSpecs
{
    private static readonly JobQuery WithBob = new() { JobList = "skymap", Visibility = Visibility.Shared(["user:bob", "group:cta"]) };

    [Fact]
    public async Task Jobs_that_are_shared_with_a_user_or_a_group_of_his_are_listed_newest_first_and_each_once()
    {
        var storage = await OpenAsync();
        var jobs = SharedJobs();
        await FillAsync(storage, jobs);

        foreach (var visibility in new[] { WithBob.Visibility, Visibility.Shared(["user:bob"]), Visibility.Shared(["group:cta"]), Visibility.Shared(["group:cta", "user:eve", "group:cta "]) })
        {
            var query = WithBob with { Visibility = visibility };
            var all = (query with { Take = int.MaxValue }).Select(jobs);
            Assert.True(all.Count > 20);
            foreach (var take in new[] { 1, 7, 1000 })
            {
                Assert.Equal(all, await PagesAsync(storage, query with { Take = take }));
            }

            await SameAsync(storage, query with { JobList = null }, jobs);
            await SameAsync(storage, query with { After = SampleJobs.Day.AddMilliseconds(9) }, jobs);
            await SameAsync(storage, query with { Phases = [ExecutionPhase.Completed, ExecutionPhase.Error], Take = 5 }, jobs);
            await SameAsync(storage, query with { Phases = PhaseSet.All, IncludeDeleted = true }, jobs);
            await SameAsync(storage, query with { Text = "run-1" }, jobs);
        }
    }

    [Fact]
    public async Task A_shared_job_is_listed_for_those_it_is_shared_with_and_nobody_else()
    {
        var storage = await OpenAsync();
        var job = Shared("user:bob", "link:user:carl/99999999999");
        await FillAsync(storage, [job, Shared("user:anna"), Shared()]);

        Assert.Equal([job.Summarize()], await storage.ListAsync(WithBob, Ct));
        foreach (var name in new[] { "user:eve", "user:Bob", "user:bo", "user:bob ", "user:%", "group:bob", "bob", "user:carl", "" })
        {
            Assert.Empty(await storage.ListAsync(WithBob with { Visibility = Visibility.Shared([name]) }, Ct));
        }

        Assert.Empty(await storage.ListAsync(WithBob with { Visibility = Visibility.Of("bob") }, Ct));
        Assert.Empty(await storage.ListAsync(WithBob with { JobList = "simulate" }, Ct));
        Assert.Equal("anna", Assert.Single(await storage.ListAsync(WithBob with { Visibility = Visibility.Shared(["user:anna"]) }, Ct)).OwnerId);
    }

    [Fact]
    public async Task A_list_of_shared_jobs_follows_what_is_shared_and_taken_back()
    {
        var storage = await OpenAsync();
        var job = Shared();
        await FillAsync(storage, [job]);

        foreach (var with in new string[][] { ["user:bob"], ["user:bob"], ["user:eve", "group:cta"], ["user:eve"], [], ["group:cta", "user:bob", "user:bob"], ["link:1/2"], ["user:bob"] })
        {
            Assert.True(await storage.TryUpdateAsync(job = job with { SharedWith = with, Phase = ExecutionPhase.Queued }, Ct));
            job = job with { Version = job.Version + 1 };
            await SameAsync(storage, WithBob, [job]);
            await SameAsync(storage, WithBob with { Visibility = Visibility.Shared(["user:eve"]) }, [job]);
        }

        Assert.False(await storage.TryUpdateAsync(job with { Version = 0, SharedWith = [] }, Ct));
        await SameAsync(storage, WithBob, [job]);
        Assert.False(await storage.TryCreateAsync(job with { SharedWith = ["user:eve"] }, Ct));
        Assert.Empty(await storage.ListAsync(WithBob with { Visibility = Visibility.Shared(["user:eve"]) }, Ct));

        // What it is listed by may change while the names stay.
        job = job with { CreationTime = SampleJobs.Day.AddHours(1), JobList = "simulate" };
        Assert.True(await storage.TryUpdateAsync(job, Ct));
        job = job with { Version = job.Version + 1 };
        Assert.Empty(await storage.ListAsync(WithBob, Ct));
        Assert.Equal([job.Summarize()], await storage.ListAsync(WithBob with { JobList = "simulate", After = SampleJobs.Day.AddMinutes(30) }, Ct));
    }

    [Fact]
    public async Task A_deleted_job_is_shared_with_nobody()
    {
        var storage = await OpenAsync();
        var (tombstone, gone, left) = (Shared("user:bob"), Shared("user:bob", "group:cta"), Shared("group:cta"));
        await FillAsync(storage, [tombstone, gone, left]);

        Assert.True(await storage.TryUpdateAsync(tombstone with { Deleted = true }, Ct));
        Assert.True(await storage.DeleteAsync(gone.Id, Ct));

        Assert.Equal([left.Summarize()], await storage.ListAsync(WithBob, Ct));
        // Whoever has the id again is not shared with by that.
        Assert.True(await storage.TryCreateAsync(gone with { SharedWith = [] }, Ct));
        Assert.Equal([left.Summarize()], await storage.ListAsync(WithBob, Ct));
    }

    [Fact]
    public async Task Shared_jobs_are_listed_after_a_restart()
    {
        var storage = await OpenAsync();
        var jobs = SharedJobs();
        await FillAsync(storage, jobs);
        var back = jobs.First(j => WithBob.Matches(j));
        Assert.True(await storage.TryUpdateAsync(back with { SharedWith = [] }, Ct));
        jobs.Remove(back);

        storage = await RestartAsync();

        await SameAsync(storage, WithBob, jobs);
    }

    [Fact]
    public async Task Any_name_that_a_job_is_shared_with_is_told_apart()
    {
        var storage = await OpenAsync();
        var jobs = SampleJobs.HostileTexts.Select(text => Shared("user:" + text)).ToList();
        await FillAsync(storage, jobs);

        foreach (var job in jobs)
        {
            Assert.Equal([job.Summarize()], await storage.ListAsync(WithBob with { Visibility = Visibility.Shared(job.SharedWith) }, Ct));
        }
    }

    [Fact]
    public async Task Somebody_of_hundreds_of_groups_sees_what_is_shared_with_them()
    {
        var storage = await OpenAsync();
        var jobs = SharedJobs();
        await FillAsync(storage, jobs);

        var visibility = Visibility.Shared([.. Enumerable.Range(0, 300).Select(n => $"group:g{n}"), "group:cta", "user:bob"]);

        await SameAsync(storage, WithBob with { Visibility = visibility, Take = 10 }, jobs);
        await SameAsync(storage, WithBob with { Visibility = visibility, JobList = null }, jobs);
    }

    private static Job Shared(params string[] with) => SampleJobs.Simple() with { OwnerId = "anna", SharedWith = with };

    private static List<Job> SharedJobs()
    {
        string[][] with = [[], ["user:bob"], ["group:cta"], ["group:cta", "user:bob"], ["user:eve"], ["user:bob", "user:eve", "group:x", "user:bob"]];
        ExecutionPhase[] phases = [ExecutionPhase.Completed, ExecutionPhase.Executing, ExecutionPhase.Error, ExecutionPhase.Pending, ExecutionPhase.Archived];
        return [.. Enumerable.Range(0, 200).Select(n => Shared(with[n % with.Length]) with
        {
            CreationTime = SampleJobs.Day.AddMilliseconds(n / 10), Phase = phases[n % phases.Length], JobList = n % 7 == 0 ? "simulate" : "skymap", RunId = $"run-{n}", Deleted = n % 11 == 0,
        })];
    }
}
