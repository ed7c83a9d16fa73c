namespace UwsKit.Core.Tests.Provenance;

public sealed class ProvenanceKeepingSpecs
{
    [Fact]
    public async Task A_record_is_given_up_only_when_its_provenance_is_kept()
    {
        var storage = new Forgetful { Away = true };
        await using var engine = new Engine(storage: storage);
        await engine.StartAsync();
        var job = await engine.ExecutingAsync("anna");
        await engine.PostAsync(job.Id, BackendState.Finished, e => e with { ExitCode = 0 });
        await engine.UntilAsync(job.Id, ExecutionPhase.Completed);
        await engine.Jobs.DeleteAsync(job.Id, CancellationToken.None);
        await storage.Refused.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        (await storage.GetAsync(job.Id, CancellationToken.None))!.Should().Match<Job>(j => j.Deleted && j.Placement != null, "nothing of it is gone yet");

        storage.Away = false;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await storage.GetAsync(job.Id, patience.Token) is not null)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(60));
            await Task.Delay(10, patience.Token);
        }

        var kept = (await engine.Get<ProvenanceKeeper>().FindAsync(job.Id, CancellationToken.None))!;
        kept.Job.Ran.Should().BeEquivalentTo(new { Manager = Engine.Manager, ExitCode = 0, Attempts = 1 });
        kept.Job.OwnerId.Should().Be("anna");
        kept.InvalidatedAt.Should().NotBeNull();
        (await storage.FindJobsAsync("node-user-anna", 10, CancellationToken.None)).Should().Equal(job.Id);
    }

    [Fact]
    public async Task Provenance_that_the_storage_will_never_take_does_not_keep_the_job_for_ever()
    {
        var storage = new Forgetful { Away = true, Kind = UwsErrorKind.TooLarge };
        await using var engine = new Engine(storage: storage);
        await engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Finished);
        await engine.UntilAsync(job.Id, j => j.Placement is null);
        await engine.Jobs.DeleteAsync(job.Id, CancellationToken.None);
        await engine.UntilGoneAsync(job.Id);
        engine.Logs.Lines.Should().Contain(l => l.Contains(" 1095 ") && l.Contains(job.Id.Value));
    }

    [Fact]
    public async Task Where_a_job_ran_is_in_the_record_with_its_last_phase_and_stays()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Failed, e => e with { ExitCode = 3, Message = "no" });
        var failed = await engine.UntilAsync(job.Id, ExecutionPhase.Error);
        failed.Ran.Should().BeEquivalentTo(new { Manager = Engine.Manager, ExitCode = 3 });
        (await engine.UntilAsync(job.Id, j => j.Placement is null)).Ran.Should().Be(failed.Ran);
    }

    [Fact]
    public async Task What_never_began_leaves_nothing()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.CreateAsync();
        await engine.Jobs.DeleteAsync(job.Id, CancellationToken.None);
        await engine.UntilGoneAsync(job.Id);
        (await engine.Get<ProvenanceKeeper>().FindAsync(job.Id, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task After_its_time_it_is_removed()
    {
        await using var engine = await Engine.StartAsync(o => o.Provenance.KeepFor = TimeSpan.FromDays(1));
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Finished);
        await engine.UntilAsync(job.Id, j => j.Placement is null);
        await engine.Jobs.DeleteAsync(job.Id, CancellationToken.None);
        await engine.UntilGoneAsync(job.Id);
        var keeper = engine.Get<ProvenanceKeeper>();
        (await keeper.FindAsync(job.Id, CancellationToken.None)).Should().NotBeNull();
        engine.Time.Advance(TimeSpan.FromDays(1));
        (await keeper.FindAsync(job.Id, CancellationToken.None)).Should().BeNull();
        await engine.Get<ProvenanceSweep>().RunAsync(CancellationToken.None);
        (await keeper.Archive!.FindAsync(job.Id, CancellationToken.None)).Should().BeNull();
    }

    /// <summary>The in-memory storage, which cannot keep provenance while it is said to be away.</summary>
    private sealed class Forgetful : IStorage, IProvenanceArchive
    {
        private readonly InMemoryStorage _inner = new();

        public bool Away { get; set; }
        public UwsErrorKind Kind { get; init; } = UwsErrorKind.Unavailable;
        public TaskCompletionSource Refused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => _inner.TryCreateAsync(job, ct);
        public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => _inner.GetAsync(id, ct);
        public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => _inner.TryUpdateAsync(job, ct);
        public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => _inner.DeleteAsync(id, ct);
        public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => _inner.ListAsync(query, ct);
        public ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct) => _inner.FindAsync(job, ct);
        public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct) => _inner.FindJobsAsync(key, take, ct);
        public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct) => _inner.ListJobsAsync(before, take, ct);
        public ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct) => _inner.RemoveAsync(until, ct);

        public ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct)
        {
            if (!Away)
            {
                return _inner.KeepAsync(entry, ct);
            }

            Refused.TrySetResult();
            throw new UwsException(Kind, "away");
        }
    }
}
