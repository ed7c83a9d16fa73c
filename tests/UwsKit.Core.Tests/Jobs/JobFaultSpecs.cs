using System.Net;
using Microsoft.Extensions.Options;

namespace UwsKit.Jobs;

public sealed class JobFaultSpecs
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_upload_whose_change_was_stored_stays_although_the_answer_was_lost()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage, description: new() { Name = "probe", Parameters = [new("data", ParameterType.File)] });
        var job = await engine.CreateAsync();
        var file = await engine.Files.WriteAsync(job.Id, JobFileArea.Input, "key", null, new MemoryStream([1]), default);
        storage.When = (call, _) => call == "update" ? Fault.After : Fault.None;
        await FluentActions.Awaiting(() => engine.Jobs.SetParametersAsync(job.Id, [new("data", null, file)], default)).Should().ThrowAsync<UwsException>();
        (await engine.FindAsync(job.Id)).Parameters.Should().ContainSingle(p => p.File != null && p.File.Name == "key");
        (await engine.Files.ListAsync(job.Id, JobFileArea.Input, default)).Should().ContainSingle(f => f.Name == "key");
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_job_end_before_it_began()
    {
        var job = new Job { Id = JobId.New(TimeProvider.System), JobList = "probe", CreationTime = Noon };
        var ended = JobMoves.To(JobMoves.To(JobMoves.To(job, ExecutionPhase.Queued, Noon.AddHours(-1)), ExecutionPhase.Executing, Noon.AddHours(1)), ExecutionPhase.Completed, Noon);
        ended.Should().BeEquivalentTo(new { QueuedAt = Noon, StartTime = Noon.AddHours(1), EndTime = Noon.AddHours(1) });
    }

    [Fact]
    public async Task A_job_that_the_back_end_knows_again_is_not_lost_at_the_next_silence()
    {
        await using var engine = await Engine.StartAsync(o => o.ProbeInterval = TimeSpan.FromDays(10));
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Lost);
        await engine.PostAsync(job.Id, BackendState.Queued);
        engine.Time.Advance(TimeSpan.FromHours(1));
        await engine.PostAsync(job.Id, BackendState.Lost);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Executing);
        await engine.PostAsync(job.Id, BackendState.Running, e => e with { Progress = new(5, null, engine.Time.Now()) });
        engine.Time.Advance(TimeSpan.FromHours(1));
        await engine.PostAsync(job.Id, BackendState.Lost);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Executing);
    }

    [Fact]
    public async Task Progress_of_jobs_whose_end_was_not_heard_of_here_is_not_remembered_for_ever()
    {
        await using var engine = new Engine();
        var reports = engine.Get<ProgressReports>();
        for (var i = 0; i < 3000; i++)
        {
            await reports.ReportAsync(JobId.New(engine.Time), 1, new(1, null, Noon), default);
            engine.Time.Advance(TimeSpan.FromSeconds(3));
        }

        reports.Count.Should().BeLessThan(1100);
    }

    [Theory]
    [InlineData("::127.0.0.1"), InlineData("::ffff:10.0.0.1"), InlineData("fec0::1"), InlineData("64:ff9b:1::a00:1"), InlineData("::1"), InlineData("fe80::1%1"), InlineData("169.254.169.254")]
    public void Addresses_that_lead_inside_are_not_public(string address) => PublicAddress.Is(IPAddress.Parse(address)).Should().BeFalse();

    [Theory]
    [InlineData("http://2130706433/x"), InlineData("http://0x7f.1/x"), InlineData("http://user@127.0.0.1:1/x"), InlineData("http://[::ffff:127.0.0.1]:1/x"), InlineData("http://:::/x")]
    public async Task An_input_by_an_address_that_leads_inside_or_is_none_ends_the_job_in_ERROR(string url)
    {
        await using var engine = await Engine.StartAsync();
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Queued, CreationTime = now, QueuedAt = now,
            Parameters = [new("data", url) { ByReference = true }], Placement = new(Engine.Manager, PlacementState.Waiting, 0, null, null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        engine.Get<JobHints>().Submit(Engine.Manager).Set();
        (await engine.UntilAsync(job.Id, ExecutionPhase.Error)).Error!.Message.Should().MatchRegex("does not fetch from|could not be fetched");
        engine.Back.Submissions.Should().BeEmpty();
    }

    [Fact]
    public async Task A_job_aborted_while_its_inputs_are_fetched_is_not_submitted()
    {
        using var server = new HttpListener();
        var port = Random.Shared.Next(20_000, 60_000);
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        await using var engine = await Engine.StartAsync(o => o.Inputs.AllowPrivateAddresses = true);
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Queued, CreationTime = now, QueuedAt = now,
            Parameters = [new("data", $"http://127.0.0.1:{port}/x") { ByReference = true }], Placement = new(Engine.Manager, PlacementState.Waiting, 0, null, null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        engine.Get<JobHints>().Submit(Engine.Manager).Set();
        var request = await server.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await engine.Jobs.AbortAsync(job.Id, default);
        request.Response.Close([1, 2, 3], willBlock: false);
        await engine.UntilAsync(job.Id, j => j.Placement is null);
        engine.Back.Submissions.Should().BeEmpty();
    }
}
