namespace UwsKit.Managers.Moab.Tests;

public sealed class StateTests
{
    [Theory]
    [InlineData("eligible", "Idle", BackendState.Queued), InlineData("blocked", "Idle", BackendState.Queued), InlineData("blocked", "Deferred", BackendState.Queued)]
    [InlineData("eligible", "Migrated", BackendState.Queued), InlineData("eligible", "Staging", BackendState.Queued), InlineData("active", "NotQueued", BackendState.Queued)]
    [InlineData("blocked", "Hold", BackendState.Held), InlineData("blocked", "userhold", BackendState.Held), InlineData("blocked", "SystemHold", BackendState.Held)]
    [InlineData("blocked", "BatchHold", BackendState.Held), InlineData("active", "Starting", BackendState.Running), InlineData("active", "RUNNING", BackendState.Running)]
    [InlineData("active", "Canceling", BackendState.Running), InlineData("active", "Suspended", BackendState.Suspended), InlineData("active", "Unknown", BackendState.Unknown)]
    [InlineData("", "Sleeping", BackendState.Unknown), InlineData("active", "Sleeping", BackendState.Running), InlineData("blocked", "Sleeping", BackendState.Queued)]
    public void What_is_not_over_becomes_a_word_that_the_core_knows(string queue, string word, BackendState state)
        => Row(queue, ("State", word)).Should().Match<BatchRow>(r => r.State == state && !r.IsOver);

    [Theory]
    [InlineData("Completed", "0", BackendState.Finished, 0, true, false), InlineData("Completed", "2", BackendState.Failed, 2, true, false)]
    [InlineData("Completed", "271", BackendState.Failed, 143, true, false), InlineData("Completed", "265", BackendState.Failed, 137, true, false)]
    [InlineData("Completed", "-3", BackendState.Failed, null, false, true), InlineData("Completed", "CNCLD", BackendState.Cancelled, null, false, false)]
    [InlineData("Completed", "CNCLD(by root)", BackendState.Cancelled, null, false, false), InlineData("Removed", "0", BackendState.Cancelled, null, false, false)]
    [InlineData("Vacated", "CNCLD", BackendState.Cancelled, null, false, true), InlineData("Completed", "", BackendState.Failed, null, true, false)]
    [InlineData("CANCELLED", "0", BackendState.Cancelled, null, false, false), InlineData("FAILED", "3", BackendState.Failed, 3, true, false)]
    [InlineData("TIMEOUT", "0", BackendState.TimedOut, null, false, false), InlineData("NODE_FAIL", "1", BackendState.Failed, null, false, true)]
    [InlineData("Sleeping", "4", BackendState.Failed, 4, true, false)]
    public void What_is_over_says_how(string word, string code, BackendState state, int? exitCode, bool plain, bool transient)
        => Row("completed", ("State", word), ("CompletionCode", code)).Should().BeEquivalentTo(new { State = state, ExitCode = exitCode, IsPlain = plain, Transient = transient, IsOver = true });

    [Theory]
    [InlineData("Completed", "271", "600", "600"), InlineData("Removed", "CNCLD", "00:10:01", "00:10:00"), InlineData("Completed", "CNCLD", "1:00:00:00", "86400")]
    public void The_end_of_a_used_up_walltime_is_a_time_limit(string word, string code, string used, string asked)
        => Row("completed", ("State", word), ("CompletionCode", code), ("AWDuration", used), ("ReqAWDuration", asked)).State.Should().Be(BackendState.TimedOut);

    [Theory]
    [InlineData("JobHeldUser", BackendState.Held), InlineData("Priority", BackendState.Queued), InlineData("PENDING", BackendState.Queued), InlineData("COMPLETING", BackendState.Running)]
    public void Words_of_SLURM_below_are_understood(string word, BackendState state) => Row("blocked", ("State", word)).State.Should().Be(state);

    [Fact]
    public void Why_a_job_waits_or_is_held_is_said()
    {
        Row("blocked", ("State", "BatchHold"), ("BlockReason", "BatchHold"), ("Description", "no\nsuch class")).Message.Should().Be("held by Moab, which could not start it: BatchHold: no such class");
        Row("blocked", ("State", "Idle"), ("BlockReason", "Dependency")).Message.Should().Be("waiting: Dependency");
        Row("", ("State", "Idle"), ("Hold", "User")).State.Should().Be(BackendState.Held);
    }

    [Fact]
    public void Times_and_names_are_read()
    {
        var row = Row("active", ("State", "Running"), ("JobID", "4364.orion"), ("JobName", "uabcdefghjkmn01"), ("SubmissionTime", "1503935000"), ("StartTime", "0"));

        row.Should().BeEquivalentTo(new { BackendId = "4364.orion", Name = "uabcdefghjkmn", Tag = "uabcdefghjkmn01", SubmittedAt = DateTimeOffset.FromUnixTimeSeconds(1503935000), StartedAt = (DateTimeOffset?)null });
    }

    [Fact]
    public void Names_tell_job_and_attempt_in_fifteen_characters()
    {
        var id = JobId.New(TimeProvider.System);

        var names = Enumerable.Range(1, 1023).Select(n => MoabNames.Of(id, n)).ToList();

        names.Should().OnlyHaveUniqueItems().And.OnlyContain(n => n.Length == 15 && n.StartsWith('u') && n.All(char.IsAsciiLetterOrDigit) && MoabNames.Job(n) == MoabNames.Of(id));
        MoabNames.OfWork($"/shared/work/{id.Value}/work").Should().Be(MoabNames.Of(id));
        MoabNames.OfWork("/").Should().BeEmpty();
    }

    [Theory]
    [InlineData("600", 600L), InlineData("10:00", 600L), InlineData("01:00:00", 3600L), InlineData("2:01:00:00", 176400L), InlineData("", null), InlineData("1:1:1:1:1", null), InlineData("-5", null)]
    public void Durations_are_seconds_or_clock_times(string text, long? seconds) => MoabStates.Duration(text).Should().Be(seconds);

    private static BatchRow Row(string queue, params (string Name, string Value)[] attributes)
        => MoabStates.Row(new(attributes.Append(("JobID", "1")).DistinctBy(a => a.Item1).ToDictionary(a => a.Item1, a => a.Item2), queue));
}
