using System.Net;

namespace UwsKit;

public sealed class PhaseTests
{
    [Theory]
    [Rule(142, 143, 145, 146, 24, 31)]
    [InlineData("PHASE=RUN")]
    [InlineData("phase=run")]
    public async Task RUN_commits_the_job_before_the_answer(string form)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync($"{path}/phase", form).ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/phase")).Should().BeOneOf("QUEUED", "EXECUTING");
    }

    [Fact]
    [Rule(144, 145, 148, 150)]
    public async Task ABORT_is_seen_at_once_and_may_be_repeated()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.PostAsync($"{path}/phase", "PHASE=ABORT").ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/phase")).Should().Be("ABORTED");
        await app.PostAsync($"{path}/phase", "PHASE=ABORT").ShouldSeeOtherAsync(path);
        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        (await app.TextAsync($"{path}/phase")).Should().Be("ABORTED");
    }

    [Theory]
    [Rule(140, 148)]
    [InlineData("PENDING")]
    [InlineData("QUEUED")]
    [InlineData("EXECUTING")]
    [InlineData("HELD")]
    [InlineData("SUSPENDED")]
    [InlineData("UNKNOWN")]
    public async Task ABORT_is_possible_before_every_end(string phase)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        ExecutionPhaseWords.TryParse(phase, out var parsed);
        await app.EditAsync(path, j => j with { Phase = parsed });
        await app.PostAsync($"{path}/phase", "PHASE=ABORT").ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/phase")).Should().Be("ABORTED");
        (await app.JobAsync(path)).EndTime.Should().NotBeNull();
    }

    [Fact]
    [Rule(147)]
    public async Task RUN_repeated_while_running_does_nothing_and_after_the_end_is_refused()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.PostAsync($"{path}/phase", "PHASE=RUN").ShouldSeeOtherAsync(path);
        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        await app.PostAsync($"{path}/phase", "PHASE=RUN").ShouldRefuseAsync(HttpStatusCode.Forbidden, "COMPLETED");
        await app.PostAsync($"{path}/phase", "PHASE=ABORT").ShouldRefuseAsync(HttpStatusCode.Forbidden, "COMPLETED");
    }

    [Theory]
    [Rule(149, 32)]
    [InlineData("PHASE=ABORTED")]
    [InlineData("PHASE=")]
    [InlineData("PHASE=COMPLETED")]
    [InlineData("PHASE=RUN&PHASE=ABORT")]
    [InlineData("WORD=RUN")]
    [InlineData("")]
    public async Task Another_word_or_none_is_refused(string form)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync($"{path}/phase", form).ShouldRefuseAsync(HttpStatusCode.BadRequest, "PHASE");
        (await app.TextAsync($"{path}/phase")).Should().Be("PENDING");
    }

    [Fact]
    [Rule(104)]
    public async Task Control_parameters_posted_to_the_job_act_as_on_their_resource()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync(path, "EXECUTIONDURATION=12&DESTRUCTION=2099-01-01&text=late&PHASE=RUN").ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/executionduration")).Should().Be("12");
        (await app.TextAsync($"{path}/destruction")).Should().Be("2099-01-01T00:00:00.000Z");
        (await app.TextAsync($"{path}/parameters/text")).Should().Be("late");
        await app.PostAsync(path, "PHASE=ABORT").ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/phase")).Should().Be("ABORTED");
    }

    [Fact]
    [Rule(137, 136)]
    public async Task Suspended_and_held_can_be_shown_as_running_and_queued()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:ShowSuspendedAndHeld"] = "false");
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.Manager.ReportAsync(UwsApp.IdOf(path), BackendState.Suspended);
        (await app.TextAsync($"{path}/phase")).Should().Be("EXECUTING");
        (await app.JobAsync(path)).Phase.Should().Be(ExecutionPhase.Executing);
        (await app.ListAsync("?PHASE=EXECUTING")).Should().ContainSingle();
        (await app.ListAsync("?PHASE=SUSPENDED")).Should().BeEmpty();
    }
}
