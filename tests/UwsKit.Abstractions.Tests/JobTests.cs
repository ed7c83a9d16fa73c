namespace UwsKit.Abstractions.Tests;

public sealed class JobTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Job Plain = new() { Id = JobId.New(TimeProvider.System), JobList = "x", CreationTime = Day };
    private static readonly Job Executing = Plain with
    {
        Phase = ExecutionPhase.Executing, ExecutingSince = Day, ExecutionDuration = TimeSpan.FromSeconds(60), Executed = TimeSpan.FromSeconds(20),
    };

    [Fact]
    public void A_job_without_clocks_is_never_due() => Plain.DueAt.Should().BeNull();

    [Fact]
    public void A_job_is_due_at_its_destruction() => (Plain with { Destruction = Day.AddDays(1) }).DueAt.Should().Be(Day.AddDays(1));

    [Fact]
    public void An_executing_job_is_due_when_its_duration_is_used_up() => Executing.DueAt.Should().Be(Day.AddSeconds(40));

    [Theory]
    [InlineData(30, 30)]
    [InlineData(40, 40)]
    [InlineData(50, 40)]
    public void The_earlier_of_the_two_counts(int destruction, int due)
        => (Executing with { Destruction = Day.AddSeconds(destruction) }).DueAt.Should().Be(Day.AddSeconds(due));

    [Fact]
    public void The_duration_counts_only_while_the_job_executes()
    {
        (Executing with { Phase = ExecutionPhase.Suspended, ExecutingSince = null }).DueAt.Should().BeNull();
        (Executing with { Phase = ExecutionPhase.Completed }).DueAt.Should().BeNull();
        (Executing with { ExecutionDuration = null }).DueAt.Should().BeNull();
    }

    [Fact]
    public void Archived_and_deleted_jobs_are_never_due()
    {
        (Plain with { Destruction = Day, Phase = ExecutionPhase.Archived }).DueAt.Should().BeNull();
        (Executing with { Destruction = Day, Deleted = true }).DueAt.Should().BeNull();
    }

    [Fact]
    public void The_summary_says_the_same_as_the_job()
    {
        var job = Executing with
        {
            OwnerId = "anna", RunId = "r", QueuedAt = Day, StartTime = Day.AddSeconds(1), EndTime = Day.AddSeconds(2), Version = 5, Deleted = true,
            Placement = new("local", PlacementState.Placed, 1, null, null, Day),
        };

        job.Summarize().Should().BeEquivalentTo(job, o => o.ExcludingMissingMembers());
    }
}
