using System.Globalization;
using Xunit;

namespace UwsKit.Testing;

// Compare-and-swap: one version, one winner.
public abstract partial class StorageSpecs
{
    private const int Writers = 20;

    [Fact]
    public async Task A_new_job_has_the_version_it_was_given()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { Version = 41 };

        Assert.True(await storage.TryCreateAsync(job, Ct));

        Assert.Equal(41, (await storage.GetAsync(job.Id, Ct))?.Version);
    }

    [Fact]
    public async Task An_update_adds_one_to_the_version()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { Version = 41 };
        Assert.True(await storage.TryCreateAsync(job, Ct));

        Assert.True(await storage.TryUpdateAsync(job with { RunId = "one" }, Ct));
        Assert.True(await storage.TryUpdateAsync(job with { RunId = "two", Version = 42 }, Ct));

        JobAssert.Same(job with { RunId = "two", Version = 43 }, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task An_update_from_another_version_changes_nothing()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { Version = 5 };
        Assert.True(await storage.TryCreateAsync(job, Ct));

        foreach (var version in new long[] { 0, 4, 6, 7, long.MaxValue, -5 })
        {
            Assert.False(await storage.TryUpdateAsync(job with { RunId = "wrong", Version = version }, Ct));
        }

        JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task An_update_of_a_job_that_is_not_there_makes_none()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple();

        Assert.False(await storage.TryUpdateAsync(job, Ct));

        Assert.Null(await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task A_taken_id_is_refused_and_the_first_job_stays()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple();
        Assert.True(await storage.TryCreateAsync(job, Ct));

        Assert.False(await storage.TryCreateAsync(job with { RunId = "second", Version = 9 }, Ct));

        JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task A_deleted_job_is_gone_and_cannot_be_updated()
    {
        var storage = await OpenAsync();
        var (job, other) = (SampleJobs.Simple(), SampleJobs.Simple());
        await FillAsync(storage, [job, other]);

        Assert.True(await storage.DeleteAsync(job.Id, Ct));

        Assert.Null(await storage.GetAsync(job.Id, Ct));
        Assert.False(await storage.TryUpdateAsync(job, Ct));
        Assert.False(await storage.DeleteAsync(job.Id, Ct));
        Assert.Equal([other.Id], (await storage.ListAsync(new() { Visibility = Visibility.Everybody }, Ct)).Select(j => j.Id));
    }

    [Fact]
    public async Task Of_many_updates_from_one_version_exactly_one_wins()
    {
        var storage = await OpenAsync();
        await RaceAsync(_ => storage, storage);
    }

    [Fact]
    public async Task Of_many_updates_through_two_instances_exactly_one_wins()
    {
        var (first, second) = await OpenTwoAsync();
        await RaceAsync(i => i % 2 == 0 ? first : second, second);
    }

    [Fact]
    public async Task Of_many_creations_of_one_id_exactly_one_wins()
    {
        var storage = await OpenAsync();
        for (var round = 0; round < 5; round++)
        {
            var job = SampleJobs.Simple();
            var wins = await AtOnceAsync(i => storage.TryCreateAsync(job with { RunId = Name(i) }, Ct));

            Assert.Single(wins, true);
            Assert.Equal(Name(Array.IndexOf(wins, true)), (await storage.GetAsync(job.Id, Ct))?.RunId);
        }
    }

    [Fact]
    public async Task Of_many_deletions_exactly_one_finds_the_job()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple();
        Assert.True(await storage.TryCreateAsync(job, Ct));

        Assert.Single(await AtOnceAsync(_ => storage.DeleteAsync(job.Id, Ct)), true);
    }

    [Fact]
    public async Task No_update_is_lost_when_losers_try_again()
    {
        var storage = await OpenAsync();
        var job = SampleJobs.Simple() with { RunId = "0" };
        Assert.True(await storage.TryCreateAsync(job, Ct));

        await AtOnceAsync(async _ =>
        {
            for (var done = 0; done < 5;)
            {
                var read = (await storage.GetAsync(job.Id, Ct))!;
                var next = int.Parse(read.RunId!, CultureInfo.InvariantCulture) + 1;
                done += await storage.TryUpdateAsync(read with { RunId = Name(next) }, Ct) ? 1 : 0;
            }

            return true;
        });

        JobAssert.Same(job with { RunId = Name(Writers * 5), Version = Writers * 5 }, await storage.GetAsync(job.Id, Ct));
    }

    [Fact]
    public async Task The_versions_of_many_jobs_come_in_one_answer()
    {
        var storage = await OpenAsync();
        Assert.SkipUnless(storage is IJobVersions, "This storage gives versions with their records only.");
        var jobs = Enumerable.Range(0, 1200).Select(n => SampleJobs.Simple() with { Version = n }).ToList();
        await FillAsync(storage, jobs);
        Assert.True(await storage.TryUpdateAsync(jobs[0], Ct));
        Assert.True(await storage.DeleteAsync(jobs[1].Id, Ct));

        var versions = await ((IJobVersions)storage).GetVersionsAsync([.. jobs.Select(j => j.Id), JobId.New(TimeProvider.System)], Ct);

        Assert.Equal(jobs.Where((_, n) => n != 1).ToDictionary(j => j.Id, j => j == jobs[0] ? 1 : j.Version), versions);
        Assert.Empty(await ((IJobVersions)storage).GetVersionsAsync([], Ct));
    }

    [Fact]
    public async Task A_write_is_seen_by_another_instance_as_soon_as_it_has_returned()
    {
        var (first, second) = await OpenTwoAsync();
        for (var round = 0; round < 20; round++)
        {
            var job = SampleJobs.Simple();
            Assert.True(await first.TryCreateAsync(job, Ct));
            JobAssert.Same(job, await second.GetAsync(job.Id, Ct));
            Assert.True(await second.TryUpdateAsync(job with { RunId = "x" }, Ct));
            JobAssert.Same(job with { RunId = "x", Version = 1 }, await first.GetAsync(job.Id, Ct));
            Assert.True(await first.DeleteAsync(job.Id, Ct));
            Assert.Null(await second.GetAsync(job.Id, Ct));
        }
    }

    [Fact]
    public async Task Creations_and_reads_at_once_do_not_disturb_each_other()
    {
        var storage = await OpenAsync();
        var all = new JobQuery { Visibility = Visibility.Everybody, Take = int.MaxValue };

        await AtOnceAsync(async _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                var job = SampleJobs.Full() with { Deleted = false, Phase = ExecutionPhase.Queued };
                Assert.True(await storage.TryCreateAsync(job, Ct));
                JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
                Assert.Contains(job.Summarize(), await storage.ListAsync(all, Ct));
            }

            return true;
        });

        Assert.Equal(Writers * 10, (await storage.ListAsync(all, Ct)).Count);
    }

    [Fact]
    public async Task What_is_cancelled_before_it_starts_changes_nothing()
    {
        var storage = await OpenAsync();
        var (job, other) = (SampleJobs.Simple(), SampleJobs.Simple());
        Assert.True(await storage.TryCreateAsync(job, Ct));
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await storage.TryCreateAsync(other, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await storage.TryUpdateAsync(job with { RunId = "x" }, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await storage.DeleteAsync(job.Id, cancelled));

        // A later write has gone through the same door: the cancelled ones are not still waiting behind it.
        Assert.True(await storage.TryCreateAsync(SampleJobs.Simple(), Ct));
        Assert.Null(await storage.GetAsync(other.Id, Ct));
        JobAssert.Same(job, await storage.GetAsync(job.Id, Ct));
    }

    private static async Task RaceAsync(Func<int, IStorage> writer, IStorage reader)
    {
        for (var round = 0; round < 25; round++)
        {
            var job = SampleJobs.Simple() with { Version = round };
            Assert.True(await writer(0).TryCreateAsync(job, Ct));

            var wins = await AtOnceAsync(i => writer(i).TryUpdateAsync(job with { RunId = Name(i) }, Ct));

            Assert.Single(wins, true);
            JobAssert.Same(job with { RunId = Name(Array.IndexOf(wins, true)), Version = round + 1 }, await reader.GetAsync(job.Id, Ct));
        }
    }

    /// <summary>Starts twenty writers on the thread pool and lets all go at the same moment.</summary>
    private static async Task<bool[]> AtOnceAsync(Func<int, ValueTask<bool>> write)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(i => Task.Run(async () =>
        {
            await go.Task;
            return await write(i);
        }, Ct)).ToList();
        go.SetResult();
        return await Task.WhenAll(writers);
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
