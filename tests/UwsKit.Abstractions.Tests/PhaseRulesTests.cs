namespace UwsKit.Abstractions.Tests;

public sealed class PhaseRulesTests
{
    // UWS 1.1 §2.1.3, figure and text: rows are from, columns to, both in the order of the rows; x = a move.
    private static readonly string[] Expected =
    [
        //          PQ XC EA HS UA
        "PENDING    .x x. xx x. x.",
        "QUEUED     .. x. xx x. x.",
        "EXECUTING  .. .x xx xx x.",
        "COMPLETED  .. .. .. .. .x",
        "ERROR      .. .. .. .. .x",
        "ABORTED    .. .. .. .. .x",
        "HELD       .x x. xx .. x.",
        "SUSPENDED  .. x. xx .. x.",
        "UNKNOWN    xx xx xx xx .x",
        "ARCHIVED   .. .. .. .. ..",
    ];

    private static readonly string[] Order = [.. Expected.Select(row => row.Split(' ')[0])];

    [Fact]
    [Rule(139, 140, 152)]
    public void All_hundred_pairs_are_as_the_standard_says()
    {
        var moves = Expected.SelectMany(row =>
        {
            var marks = row[11..].Replace(" ", "", StringComparison.Ordinal);
            return Order.Where((_, i) => marks[i] == 'x').Select(to => (row.Split(' ')[0], to));
        });

        Moves().Should().BeEquivalentTo(moves).And.HaveCount(38);
    }

    [Fact]
    public void The_table_agrees_with_the_notes_on_the_standard()
    {
        var folder = Root()?.Parent;
        var notes = folder is null ? "" : Path.Combine(folder.FullName, "shared", "standards", "uws-1.1.md");
        Assert.SkipUnless(File.Exists(notes), "The notes on the standard do not lie beside the repository.");
        var rows = File.ReadLines(notes).SkipWhile(l => !l.StartsWith("## 12.", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal)).Where(l => l.StartsWith('|'))
            .Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).ToList();
        var columns = rows[0][1..];

        var moves = rows.Where(r => ExecutionPhaseWords.TryParse(r[0], out _))
            .SelectMany(r => columns.Where((_, i) => IsMove(r[i + 1])).Select(to => (r[0], to)));

        columns.Should().BeEquivalentTo(Order);
        Moves().Should().BeEquivalentTo(moves);

        static bool IsMove(string cell) => cell[0] is 'C' or 'S' && !cell.StartsWith("via", StringComparison.Ordinal);
    }

    [Fact]
    public void No_phase_moves_to_itself_and_nothing_leaves_ARCHIVED()
    {
        ExecutionPhaseWords.All.Should().OnlyContain(p => !PhaseRules.CanMove(p, p));
        PhaseRules.After(ExecutionPhase.Archived).Should().BeEmpty();
    }

    [Fact]
    public void The_set_of_followers_is_the_same_table()
        => ExecutionPhaseWords.All.Should().OnlyContain(from => ExecutionPhaseWords.All.All(to => PhaseRules.After(from).Contains(to) == PhaseRules.CanMove(from, to)));

    [Fact]
    public void Every_phase_is_pending_active_or_final()
    {
        PhaseRules.Final.Should().Equal(ExecutionPhase.Completed, ExecutionPhase.Error, ExecutionPhase.Aborted, ExecutionPhase.Archived);
        PhaseRules.Active.Concat(PhaseRules.Final).Append(ExecutionPhase.Pending).Should().BeEquivalentTo(ExecutionPhaseWords.All);
        PhaseRules.Blocking.Should().Equal(ExecutionPhase.Pending, ExecutionPhase.Queued, ExecutionPhase.Executing);
    }

    [Fact]
    public void From_every_active_phase_a_client_can_abort()
        => PhaseRules.Active.Append(ExecutionPhase.Pending).Should().OnlyContain(p => PhaseRules.CanMove(p, ExecutionPhase.Aborted));

    private static List<(string From, string To)> Moves()
        => [.. from a in ExecutionPhaseWords.All from b in ExecutionPhaseWords.All where PhaseRules.CanMove(a, b) select (a.ToWord(), b.ToWord())];

    private static DirectoryInfo? Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "UwsKit.sln")))
        {
            folder = folder.Parent;
        }

        return folder;
    }
}
