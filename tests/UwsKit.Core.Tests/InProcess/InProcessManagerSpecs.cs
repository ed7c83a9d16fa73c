using Microsoft.Extensions.Logging.Abstractions;
using UwsKit.Testing;

namespace UwsKit.InProcess;

/// <summary>Its own specs: its work is C# code, so it cannot run the command lines of <see cref="ManagerSpecs"/>.</summary>
public sealed class InProcessManagerSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RecordingEventSink _events = new();
    private readonly InMemoryFiles _files = new(TimeProvider.System);

    private InProcessManager Manager(Func<InProcessJob, CancellationToken, Task> work, int slots = 2)
        => new([new("probe", work)], _events, _files, TimeProvider.System, NullLogger<InProcessManager>.Instance, slots);

    private static JobSubmission Submission(string name = "probe") => new(
        new() { Id = JobId.New(TimeProvider.System), JobList = name, CreationTime = TimeProvider.System.Now(), Parameters = [new("text", "hello")] }, new() { Name = name }, 1);

    [Fact]
    public async Task Work_that_returns_is_Running_and_then_Finished_and_its_results_are_stored()
    {
        await using var manager = Manager((job, ct) => job.WriteResultAsync("out", job["TEXT"] + "!", ct).AsTask());
        var submission = Submission();
        (await manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Accepted>();
        await _events.WaitForAsync(submission.Job.Id, Patience, default, BackendState.Finished);
        _events.Of(submission.Job.Id).Select(e => e.State).Should().Equal(BackendState.Running, BackendState.Finished);
        await using var content = (await _files.OpenReadAsync(submission.Job.Id, JobFileArea.Output, "out", default))!;
        (await new StreamReader(content.Stream!).ReadToEndAsync()).Should().Be("hello!");
    }

    [Fact]
    public async Task Work_that_throws_has_Failed_with_the_message()
    {
        await using var manager = Manager((_, _) => throw new InvalidDataException("no such star"));
        var submission = Submission();
        await manager.SubmitAsync(submission, default);
        (await _events.WaitForAsync(submission.Job.Id, Patience, default, BackendState.Failed)).Should().BeEquivalentTo(new { Message = "no such star", Transient = false });
    }

    [Fact]
    public async Task Cancelled_work_sees_its_token_and_submitting_twice_runs_once()
    {
        var runs = 0;
        await using var manager = Manager((_, ct) => { Interlocked.Increment(ref runs); return Task.Delay(Timeout.Infinite, ct); });
        var submission = Submission();
        await manager.SubmitAsync(submission, default);
        await manager.SubmitAsync(submission, default);
        await _events.WaitForAsync(submission.Job.Id, Patience, default, BackendState.Running);
        manager.FreeSlots.Should().Be(1);
        await manager.CancelAsync(new(submission.Job.Id, 1, null, null), default);
        await _events.WaitForAsync(submission.Job.Id, Patience, default, BackendState.Cancelled);
        runs.Should().Be(1);
        manager.FreeSlots.Should().Be(2);
    }

    [Fact]
    public async Task Work_of_an_unknown_name_is_refused_and_a_job_of_an_earlier_process_has_failed()
    {
        await using var manager = Manager((_, _) => Task.CompletedTask);
        (await manager.SubmitAsync(Submission("other"), default)).Should().BeOfType<SubmitOutcome.Refused>();
        var answer = (await manager.ProbeAsync([new(JobId.New(TimeProvider.System), 1, null, null)], default)).Single();
        answer.Should().BeEquivalentTo(new { State = BackendState.Failed, Transient = true });
    }

    [Fact]
    public async Task Until_its_end_is_recorded_a_probe_tells_the_same_end()
    {
        var sink = new AwaySink();
        await using var manager = new InProcessManager(
            [new("probe", (_, _) => Task.CompletedTask)], sink, _files, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(), NullLogger<InProcessManager>.Instance, 1);
        var submission = Submission();
        await manager.SubmitAsync(submission, default);
        await sink.Refused.Task.WaitAsync(Patience);
        manager.FreeSlots.Should().Be(1);
        (await manager.ProbeAsync([new(submission.Job.Id, 1, null, null)], default)).Single().State.Should().Be(BackendState.Finished);
    }

    /// <summary>Takes that work runs, and is away when it ends.</summary>
    private sealed class AwaySink : IJobEventSink
    {
        public TaskCompletionSource Refused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask PostAsync(JobEvent e, CancellationToken ct)
        {
            if (e.State is BackendState.Running)
            {
                return default;
            }

            Refused.TrySetResult();
            throw new UwsException(UwsErrorKind.Unavailable, "away");
        }
    }
}
