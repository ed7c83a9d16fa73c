using System.Diagnostics;
using System.Net;

namespace UwsKit;

public sealed class WaitTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [Fact]
    [Rule(80, 82, 89, 90)]
    public async Task A_blocked_request_is_answered_when_the_phase_changes()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CreateAsync();
        await app.PostAsync($"{path}/phase", "PHASE=RUN").ShouldSeeOtherAsync(path);
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), default);
        var blocked = app.JobAsync($"{path}?WAIT=15&PHASE=QUEUED");
        (await Task.WhenAny(blocked, Task.Delay(300))).Should().NotBe(blocked, "nothing has changed yet");
        await app.Manager.RunAsync(UwsApp.IdOf(path));
        (await blocked.WaitAsync(AtOnce)).Phase.Should().Be(ExecutionPhase.Executing);
        var again = app.JobAsync($"{path}?WAIT=-1");
        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        (await again.WaitAsync(AtOnce)).Phase.Should().Be(ExecutionPhase.Completed);
    }

    [Fact]
    [Rule(81, 83, 91, 88)]
    public async Task Without_a_change_it_is_answered_when_the_time_is_up_and_not_before()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        var watch = Stopwatch.StartNew();
        (await app.JobAsync($"{path}?WAIT=1")).Phase.Should().Be(ExecutionPhase.Pending);
        watch.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1)).And.BeLessThan(AtOnce);
    }

    [Theory]
    [Rule(84, 87, 92)]
    [InlineData("-1")]
    [InlineData("100000")]
    [InlineData("99999999999999999999")]
    public async Task Every_wait_is_capped(string wait)
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxWait"] = "1s");
        var path = await app.CreateAsync();
        var watch = Stopwatch.StartNew();
        await app.JobAsync($"{path}?wait={wait}");
        watch.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1)).And.BeLessThan(AtOnce);
    }

    [Theory]
    [Rule(85, 86, 93, 94, 79)]
    [InlineData("PENDING", "?WAIT=0")]
    [InlineData("PENDING", "?WAIT=-1&PHASE=QUEUED")]
    [InlineData("PENDING", "?WAIT=-1&PHASE=QUEUED&PHASE=EXECUTING")]
    [InlineData("PENDING", "?WAIT=-1&PHASE=NONSENSE")]
    [InlineData("PENDING", "?PHASE=PENDING")]
    [InlineData("PENDING", "/phase?WAIT=-1")]
    [InlineData("PENDING", "/results?WAIT=-1")]
    [InlineData("HELD", "?WAIT=-1")]
    [InlineData("SUSPENDED", "?WAIT=-1")]
    [InlineData("UNKNOWN", "?WAIT=-1")]
    [InlineData("COMPLETED", "?WAIT=-1")]
    [InlineData("ERROR", "?WAIT=-1&PHASE=ERROR")]
    [InlineData("ABORTED", "?WAIT=-1")]
    [InlineData("ARCHIVED", "?WAIT=-1")]
    public async Task Elsewhere_it_is_answered_at_once(string phase, string query)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        ExecutionPhaseWords.TryParse(phase, out var parsed);
        await app.EditAsync(path, j => j with { Phase = parsed });
        using var response = await app.Client.GetAsync(path + query).WaitAsync(AtOnce);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    [Rule(94)]
    public async Task Of_several_phases_any_blocks()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        var watch = Stopwatch.StartNew();
        await app.JobAsync($"{path}?WAIT=1&PHASE=EXECUTING&phase=pending");
        watch.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [Rule(93, 81)]
    [InlineData("")]
    [InlineData("-2")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("%2B5")]
    public async Task Another_WAIT_is_refused(string wait)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.Client.GetAsync($"{path}?WAIT={wait}").ShouldRefuseAsync(HttpStatusCode.BadRequest, "WAIT");
    }

    [Fact]
    [Rule(95)]
    public async Task When_the_job_is_destroyed_meanwhile_it_is_404()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CreateAsync();
        var blocked = app.Client.GetAsync($"{path}?WAIT=15");
        (await Task.WhenAny(blocked, Task.Delay(300))).Should().NotBe(blocked);
        await app.SendAsync("DELETE", path).ShouldSeeOtherAsync("/uws/probe?LAST=100");
        await blocked.WaitAsync(AtOnce).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Rule(96)]
    public async Task A_thousand_blocked_requests_hold_no_threads()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        var before = ThreadPool.ThreadCount;
        var blocked = Enumerable.Range(0, 1000).Select(_ => app.JobAsync($"{path}?WAIT=15")).ToList();
        (await app.TextAsync($"{path}/phase").WaitAsync(AtOnce)).Should().Be("PENDING", "others are served meanwhile");
        (ThreadPool.ThreadCount - before).Should().BeLessThan(100);
        await app.PostAsync($"{path}/phase", "PHASE=ABORT").ShouldSeeOtherAsync(path);
        (await Task.WhenAll(blocked).WaitAsync(AtOnce * 2)).Should().OnlyContain(j => j.Phase == ExecutionPhase.Aborted);
    }

    [Fact]
    [Rule(30)]
    public async Task HEAD_never_blocks()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CreateAsync();
        using var response = await app.SendAsync("HEAD", $"{path}?WAIT=-1").WaitAsync(AtOnce);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    [Rule(88)]
    public async Task Too_many_waiters_are_answered_200_after_a_second()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxWaiters"] = "1");
        var path = await app.CreateAsync();
        var watch = Stopwatch.StartNew();
        Task[] waiting = [app.JobAsync($"{path}?WAIT=40"), app.JobAsync($"{path}?WAIT=40")];
        var shed = await Task.WhenAny(waiting);
        await shed;
        watch.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1)).And.BeLessThan(TimeSpan.FromSeconds(20));
        waiting.Count(w => !w.IsCompleted).Should().Be(1, "the one that came first waits on");
        await app.PostAsync($"{path}/phase", "PHASE=ABORT");
        await Task.WhenAll(waiting);
    }
}
