namespace UwsKit.Managers.Slurm.Tests;

public sealed class TextTests
{
    private static readonly string Samples = Path.Combine(SlurmCluster.FindRoot(), "..", "shared", "managers", "samples");

    [Fact]
    public void A_queue_line_is_read_whatever_other_peoples_comments_hold()
    {
        var rows = SlurmText.ReadQueue("""
            5|CANCELLED|None|1795360107|1795360107|1795360109|u5|uws:5:1
            6|RUNNING|None|1795360107|1795360107|1795360707|u6|uws:6 | a = "b"|x
            second line of a comment
            |||||||
            7|PENDING|Resources|1795360107|N/A|N/A|u7|
            """);

        rows.Select(r => (r.BackendId, r.Name, r.Tag, r.State)).Should().Equal(
            ("5", "u5", "uws:5:1", BackendState.Cancelled), ("6", "u6", "uws:6 | a = \"b\"|x", BackendState.Running), ("7", "u7", "", BackendState.Queued));
        rows[0].EndedAt.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1795360109));
        rows[2].StartedAt.Should().BeNull();
    }

    [Fact]
    public void Real_output_of_squeue_is_understood()
    {
        var file = Path.Combine(Samples, "squeue.txt");
        Assert.SkipUnless(File.Exists(file), "the samples ../shared/managers/samples are not there");
        // The sample has the comment before the name.
        var lines = File.ReadAllLines(file).Skip(1).Select(l => l.Split('|')).Select(p => string.Join('|', [.. p[..6], p[^1], .. p[6..^1]]));

        var rows = SlurmText.ReadQueue(string.Join('\n', lines)).ToDictionary(r => r.BackendId);

        rows.Should().HaveCount(9);
        rows["1"].Should().Match<BatchRow>(r => r.State == BackendState.Finished && r.IsOver && r.IsPlain);
        rows["2"].Should().Match<BatchRow>(r => r.State == BackendState.Failed && r.IsOver && r.IsPlain);
        rows["3"].Should().Match<BatchRow>(r => r.State == BackendState.Failed && r.IsOver && !r.IsPlain && r.Transient);
        rows["8"].Should().Match<BatchRow>(r => r.State == BackendState.Queued && r.IsImpossible && !r.IsOver);
        rows["4"].State.Should().Be(BackendState.Held);
        rows["7"].State.Should().Be(BackendState.Suspended);
    }

    [Fact]
    public void Real_output_of_scontrol_is_understood()
    {
        var file = Path.Combine(Samples, "scontrol-oneliner.txt");
        Assert.SkipUnless(File.Exists(file), "the samples ../shared/managers/samples are not there");

        File.ReadAllLines(file).Take(3).Select(SlurmText.ReadJob).Should().Equal(
            ("COMPLETED", "None", "0:0"), ("FAILED", "NonZeroExitCode", "3:0"), ("FAILED", "JobLaunchFailure", "0:11"));
    }

    [Theory]
    [InlineData("17\n", "17"), InlineData("17;cluster\n", "17"), InlineData("a banner\n18\n", "18"), InlineData("Submitted batch job 17", null), InlineData("", null)]
    public void The_job_number_of_sbatch_is_read(string output, string? id) => SlurmText.ReadSubmitted(output).Should().Be(id);

    [Theory]
    [InlineData("PENDING", "None", BackendState.Queued, false, false)]
    [InlineData("PENDING", "JobHeldAdmin", BackendState.Held, false, false)]
    [InlineData("PENDING", "job_requeued_in_held_state", BackendState.Held, false, false)]
    [InlineData("PENDING", "launch failed requeued held", BackendState.Held, false, false)]
    [InlineData("RUNNING", "JobHeldAdmin", BackendState.Running, false, false)]
    [InlineData("COMPLETING", "None", BackendState.Running, false, false)]
    [InlineData("STOPPED", "None", BackendState.Suspended, false, false)]
    [InlineData("SPECIAL_EXIT", "None", BackendState.Held, false, false)]
    [InlineData("CANCELLED by 1000", "None", BackendState.Cancelled, true, false)]
    [InlineData("TIMEOUT", "TimeLimit", BackendState.TimedOut, true, false)]
    [InlineData("OUT_OF_MEMORY", "OutOfMemory", BackendState.Cancelled, true, false)]
    [InlineData("PREEMPTED", "None", BackendState.Cancelled, true, true)]
    [InlineData("NODE_FAIL", "NodeDown", BackendState.Failed, true, true)]
    [InlineData("REVOKED", "None", BackendState.Unknown, false, false)]
    public void States_become_words_that_the_core_knows(string word, string reason, BackendState state, bool over, bool transient)
    {
        var row = SlurmStates.Describe(new("1", "u1", "t", BackendState.Unknown), word, reason);

        (row.State, row.IsOver, row.Transient).Should().Be((state, over, transient));
        (row.Message ?? "").Should().NotContain("\n");
    }

    [Theory]
    [InlineData("PartitionTimeLimit", "longer than the partition"), InlineData("BadConstraints", "no node"), InlineData("InvalidQOS", "quality of service")]
    [InlineData("DependencyNeverSatisfied", "depends on a job that failed"), InlineData("InvalidAccount", "account is not valid")]
    public void Why_a_job_never_starts_is_said_in_words(string reason, string words)
        => SlurmStates.Describe(new("1", "u1", "t", BackendState.Unknown), "PENDING", reason).Should().Match<BatchRow>(r => r.IsImpossible && r.Message!.Contains(words) && r.Message!.Contains(reason));

    [Fact]
    public void Accounting_is_read()
    {
        var rows = SlurmText.ReadAccounting("17|CANCELLED by 0|0:15|1795360107|1795360107|1795360109|u7\n17.batch|FAILED|1:0|||x\n18|FAILED|3:0|1795360107|Unknown|1795360109|u8\n");

        rows.Select(r => (r.BackendId, r.State, r.ExitCode)).Should().Equal(("17", BackendState.Cancelled, 143), ("18", BackendState.Failed, 3));
    }

    [Theory]
    [InlineData("0:9", "killed by signal 9 (KILL)"), InlineData("0:53", "JobLaunchFailure"), InlineData("127:0", "exit code 127:0")]
    public void An_exit_code_becomes_words(string code, string words) => SlurmStates.ExitText(code).Should().Contain(words);

    [Fact]
    public void The_expected_start_is_read()
        => SlurmText.ReadStart("sbatch: Job 16 to start at 2026-11-23T02:12:17 using 1 processors on nodes n1 in partition debug").Should().Be(new DateTimeOffset(2026, 11, 23, 2, 12, 17, TimeSpan.Zero));

    [Fact]
    public void Errors_are_one_line_without_their_prefixes()
        => SlurmText.Error("sbatch: error: invalid partition specified: nosuch\nsbatch: error: Batch job submission failed: Invalid partition name specified\n")
            .Should().Be("invalid partition specified: nosuch; Batch job submission failed: Invalid partition name specified");

    [Fact]
    public void A_word_of_a_remote_shell_stays_one_word() => SshTransport.Quoted("it's $(id) `x`").Should().Be("'it'\\''s $(id) `x`'");
}
