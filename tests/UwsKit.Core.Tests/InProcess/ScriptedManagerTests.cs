using UwsKit.Testing;

namespace UwsKit.Core.Tests.InProcess;

public sealed class ScriptedManagerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly RecordingEventSink _sink = new();
    private readonly ScriptedManager _manager;
    private readonly JobSubmission _submission;

    public ScriptedManagerTests()
    {
        _manager = new ScriptedManager { Sink = _sink };
        _submission = new(new Job { Id = JobId.New(TimeProvider.System), JobList = "x", CreationTime = default }, new JobDescription { Name = "x" }, 2);
    }

    private JobId Id => _submission.Job.Id;
    private PlacedJob Placed => new(Id, 2, null, null);

    [Fact]
    public async Task A_job_goes_where_the_test_drives_it()
    {
        (await _manager.SubmitAsync(_submission, Ct)).Should().BeOfType<SubmitOutcome.Accepted>();
        (await _manager.WaitForSubmissionAsync(Id, Ct)).Should().Be(_submission);
        await StandsAs(BackendState.Queued);

        await _manager.RunAsync(Id, Ct);
        await StandsAs(BackendState.Running);
        await _manager.FailAsync(Id, "broken", 3, Ct);
        await StandsAs(BackendState.Failed);

        _sink.Events.Should().Equal(
            new JobEvent(Id, BackendState.Running, 2), new JobEvent(Id, BackendState.Failed, 2) { Message = "broken", ExitCode = 3 });
    }

    [Fact]
    public async Task A_lost_event_is_found_by_a_probe_only()
    {
        await _manager.SubmitAsync(_submission, Ct);

        _manager.Put(Id, BackendState.Finished);

        await StandsAs(BackendState.Finished);
        _sink.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_not_submitted_or_was_forgotten_is_lost()
    {
        await StandsAs(BackendState.Lost);
        await _manager.SubmitAsync(_submission, Ct);
        await _manager.ForgetAsync(Placed, Ct);

        await StandsAs(BackendState.Lost);
        (await _manager.WaitForForgetAsync(Id, Ct)).Should().Be(Placed);
    }

    [Fact]
    public async Task A_submission_is_answered_as_the_test_says()
    {
        _manager.OnSubmit = _ => new SubmitOutcome.Busy("full");

        (await _manager.SubmitAsync(_submission, Ct)).Should().Be(new SubmitOutcome.Busy("full"));

        await StandsAs(BackendState.Lost);
        _manager.Submissions.Should().ContainSingle();
    }

    [Fact]
    public async Task While_it_is_away_every_call_says_so()
    {
        _manager.IsAway = true;

        foreach (var call in new Func<Task>[]
        {
            async () => await _manager.SubmitAsync(_submission, Ct), async () => await _manager.CancelAsync(Placed, Ct),
            async () => await _manager.ProbeAsync([Placed], Ct), async () => await _manager.ForgetAsync(Placed, Ct),
        })
        {
            (await call.Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        }

        _manager.Submissions.Should().BeEmpty();
    }

    [Fact]
    public async Task Waiting_for_what_does_not_come_tells_what_came()
    {
        await _sink.PostAsync(new(Id, BackendState.Running, 1), Ct);

        var waiting = () => _sink.WaitForAsync(Id, TimeSpan.FromMilliseconds(1), Ct, BackendState.Finished);

        (await waiting.Should().ThrowAsync<TimeoutException>()).WithMessage("*Finished*Running*");
    }

    private async Task StandsAs(BackendState state)
        => (await _manager.ProbeAsync([Placed], Ct)).Should().ContainSingle().Which.State.Should().Be(state);
}
