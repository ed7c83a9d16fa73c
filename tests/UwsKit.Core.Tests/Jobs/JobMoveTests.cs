namespace UwsKit.Jobs;

public sealed class JobMoveTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact, Rule(152)]
    public void What_the_table_forbids_is_refused_where_records_are_made()
    {
        foreach (var from in ExecutionPhaseWords.All)
        {
            var job = new Job { Id = JobId.New(TimeProvider.System), JobList = "probe", CreationTime = Now, Phase = from };
            foreach (var to in ExecutionPhaseWords.All)
            {
                var move = () => JobMoves.To(job, to, Now).Phase;
                if (PhaseRules.CanMove(from, to))
                {
                    move().Should().Be(to);
                }
                else
                {
                    move.Should().Throw<InvalidOperationException>($"{from} → {to}");
                }
            }
        }
    }
}
