using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Managers.Local.Tests;

public sealed class OnceTests : IAsyncDisposable
{
    private const string Trace = "echo run >>$UWS_OUTPUT_DIR/out; touch $UWS_OUTPUT_DIR/ready";

    private readonly TestHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private int Runs(JobId id) => File.Exists(_host.Output(id)) ? File.ReadAllLines(_host.Output(id)).Length : 0;

    [Fact]
    public async Task Many_submissions_of_one_attempt_at_once_run_once_and_are_all_accepted()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _host.Manager.SubmitAsync(submission, default).AsTask())));

        outcomes.Should().AllBeOfType<SubmitOutcome.Accepted>();
        await _host.Sink.WaitForEndAsync(submission.Job.Id);
        Runs(submission.Job.Id).Should().Be(1);
        _host.Slots.FreeSlots.Should().Be(16);
    }

    [Fact]
    public async Task Two_servers_on_one_root_run_an_attempt_once_and_both_see_its_end()
    {
        await using var other = new TestHost(_host.Folder);
        for (var i = 0; i < 10; i++)
        {
            var submission = TestHost.Shell(TestHost.NewJob(), Trace);

            await Task.WhenAll(new[] { _host, other }.Select(h => Task.Run(() => h.Manager.SubmitAsync(submission, default).AsTask())));

            await Task.WhenAll(_host.Sink.WaitForEndAsync(submission.Job.Id), other.Sink.WaitForEndAsync(submission.Job.Id));
            Runs(submission.Job.Id).Should().Be(1);
            (await other.ProbeAsync(submission.Job.Id)).State.Should().Be(BackendState.Finished);
        }
    }

    [Fact]
    public async Task What_ends_while_a_later_attempt_takes_it_over_is_told_as_ended()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);
        await _host.RunAsync(submission);
        var folder = new JobFolder(Path.Combine(_host.Folder, "work"), submission.Job.Id);
        var sink = new RecordingSink();
        var context = new LocalContext(TestHost.Name, new(), new DirectoryFiles(_host.Folder), sink, TimeProvider.System, NullLogger.Instance, JobLimits.Unset, null, new(null), default);
        var watched = new WatchedJob(context, folder, 1, 1, (StartRecord.Begun)folder.ReadStart(1)!);
        await watched.WatchAsync(() => { });
        await sink.WaitForEndAsync(submission.Job.Id);

        watched.CountFor(2);

        (await sink.WaitAsync(submission.Job.Id, e => e.Attempt == 2)).State.Should().Be(BackendState.Finished);
        sink.Of(submission.Job.Id).Should().NotContain(e => e.Attempt == 2 && e.State == BackendState.Running);
    }

    [Fact]
    public async Task A_finished_attempt_that_is_submitted_again_does_not_run_again_but_tells_its_end_again()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);
        await _host.RunAsync(submission);
        await using var restarted = new TestHost(_host.Folder);

        (await restarted.RunAsync(submission)).State.Should().Be(BackendState.Finished);

        Runs(submission.Job.Id).Should().Be(1);
    }

    [Fact]
    public async Task A_job_that_is_probed_before_it_was_submitted_is_lost_and_its_attempt_never_runs()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);

        (await _host.ProbeAsync(submission.Job.Id)).State.Should().Be(BackendState.Lost);
        (await _host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>();
        (await _host.ProbeAsync(submission.Job.Id)).State.Should().Be(BackendState.Lost);

        (await _host.RunAsync(submission with { Attempt = 2 })).Should().Match<JobEvent>(e => e.State == BackendState.Finished && e.Attempt == 2);
        Runs(submission.Job.Id).Should().Be(1);
    }

    [Fact]
    public async Task A_supervisor_that_comes_late_to_a_void_attempt_does_nothing()
    {
        var job = TestHost.NewJob();
        var options = new LocalManagerOptions();
        var root = Path.Combine(_host.Folder, "work");
        await _host.ProbeAsync(job.Id);
        var folder = new JobFolder(root, job.Id);
        folder.MakeWorkFolders();
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["UWS_OUTPUT_DIR"] = _host.Area(job.Id, JobFileArea.Output) };

        var late = new Supervisor(TestHost.Name, root, options).Start(folder, 1, _host.Area(job.Id, JobFileArea.Log), new(["/bin/sh", "-c", Trace], null), environment);
        await late.Ended.WaitAsync(TestHost.Patience);

        Runs(job.Id).Should().Be(0);
        (await _host.ProbeAsync(job.Id)).State.Should().Be(BackendState.Lost);
    }

    [Fact]
    public async Task A_supervisor_that_comes_after_the_job_was_forgotten_does_nothing()
    {
        var job = TestHost.NewJob();
        var root = Path.Combine(_host.Folder, "work");
        var logs = Directory.CreateDirectory(Path.Combine(_host.Folder, "elsewhere")).FullName;
        var supervisor = new Supervisor(TestHost.Name, root, new());
        var folder = new JobFolder(root, job.Id);
        folder.MakeWorkFolders();
        await _host.Manager.ForgetAsync(TestHost.Placed(job.Id), default);
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["UWS_OUTPUT_DIR"] = _host.Area(job.Id, JobFileArea.Output) };

        await supervisor.Start(folder, 1, logs, new(["/bin/sh", "-c", Trace], null), environment).Ended.WaitAsync(TestHost.Patience);

        folder.Exists.Should().BeFalse();
        Runs(job.Id).Should().Be(0);
    }

    [Fact]
    public async Task A_later_attempt_of_a_job_that_runs_is_that_same_run()
    {
        var id = await _host.StartAsync(Trace + "; until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done");
        var again = TestHost.Shell(TestHost.NewJob(id), Trace) with { Attempt = 3 };

        (await _host.Manager.SubmitAsync(again, default)).Should().BeOfType<SubmitOutcome.Accepted>();
        await _host.Sink.WaitAsync(id, e => e.State == BackendState.Running && e.Attempt == 3);
        await using var restarted = new TestHost(_host.Folder);
        (await restarted.ProbeAsync(id, 3)).Should().Match<JobEvent>(e => e.State == BackendState.Running && e.Attempt == 3);
        await File.WriteAllTextAsync(_host.Output(id, "go"), "");

        (await _host.Sink.WaitForEndAsync(id)).Should().Match<JobEvent>(e => e.State == BackendState.Finished && e.Attempt == 3);
        (await restarted.Sink.WaitForEndAsync(id)).Should().Match<JobEvent>(e => e.State == BackendState.Finished && e.Attempt == 3);
        (await restarted.ProbeAsync(id, 3)).Should().Match<JobEvent>(e => e.State == BackendState.Finished && e.Attempt == 3);
        Runs(id).Should().Be(1);
        _host.Slots.FreeSlots.Should().Be(16);
    }

    [Fact]
    public async Task A_later_attempt_of_a_job_that_finished_tells_that_end()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);
        await _host.RunAsync(submission);

        await _host.Manager.SubmitAsync(submission with { Attempt = 2 }, default);

        (await _host.Sink.WaitAsync(submission.Job.Id, e => e.Attempt == 2)).State.Should().Be(BackendState.Finished);
        Runs(submission.Job.Id).Should().Be(1);
    }

    [Fact]
    public async Task After_a_failure_a_later_attempt_runs_in_a_clean_directory()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace + "; [ -e trace ] && exit 9; touch trace; uws-progress 50; exit 75");
        await _host.RunAsync(submission);

        await _host.Manager.SubmitAsync(submission with { Attempt = 2 }, default);

        (await _host.Sink.WaitAsync(submission.Job.Id, e => e.Attempt == 2 && e.State == BackendState.Failed)).ExitCode.Should().Be(75);
        (await _host.ProbeAsync(submission.Job.Id, 1)).ExitCode.Should().Be(75);
        Runs(submission.Job.Id).Should().Be(2);
    }

    [Fact]
    public async Task Probing_an_attempt_that_failed_does_not_touch_the_one_that_runs()
    {
        var job = TestHost.NewJob();
        await _host.RunAsync(TestHost.Shell(job, "exit 75"));
        await _host.Manager.SubmitAsync(TestHost.Shell(job, Trace + "; until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done") with { Attempt = 2 }, default);
        await TestHost.UntilAsync(() => Runs(job.Id) == 1, "the second attempt");
        await using var restarted = new TestHost(_host.Folder);

        (await _host.ProbeAsync(job.Id, 1)).State.Should().Be(BackendState.Failed);
        (await restarted.ProbeAsync(job.Id, 1)).State.Should().Be(BackendState.Failed);
        (await restarted.ProbeAsync(job.Id, 2)).State.Should().Be(BackendState.Running);
        await File.WriteAllTextAsync(_host.Output(job.Id, "go"), "");

        (await _host.Sink.WaitAsync(job.Id, e => e.Attempt == 2 && e.State != BackendState.Queued && e.State != BackendState.Running)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_submission_older_than_the_current_attempt_runs_nothing()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);
        await _host.RunAsync(submission with { Attempt = 2 });

        (await _host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>();

        Runs(submission.Job.Id).Should().Be(1);
        (await _host.ProbeAsync(submission.Job.Id)).State.Should().Be(BackendState.Lost);
    }

    [Fact]
    public async Task A_submission_that_comes_after_its_cancel_runs_nothing()
    {
        var submission = TestHost.Shell(TestHost.NewJob(), Trace);
        await _host.Manager.CancelAsync(TestHost.Placed(submission.Job.Id), default);

        (await _host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>();

        Runs(submission.Job.Id).Should().Be(0);
    }

    [Fact]
    public async Task A_cancel_at_any_moment_of_the_start_ends_the_job()
    {
        for (var i = 0; i < 30; i++)
        {
            var submission = TestHost.Shell(TestHost.NewJob(), "sleep 600");
            await _host.Manager.SubmitAsync(submission, default);
            await Task.Delay(TimeSpan.FromMilliseconds(i % 10));

            await _host.Manager.CancelAsync(TestHost.Placed(submission.Job.Id), default);

            (await _host.Sink.WaitForEndAsync(submission.Job.Id)).State.Should().Be(BackendState.Cancelled);
        }

        _host.Slots.FreeSlots.Should().Be(16);
    }
}
