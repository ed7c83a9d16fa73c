namespace UwsKit.Bench;

/// <summary>A query that a service asks often, with other values each time.</summary>
/// <param name="What">For the table.</param>
/// <param name="Make">The query for a world; the randomness is seeded.</param>
internal sealed record Question(string What, Func<World, Random, JobQuery> Make)
{
    private const int Page = 100;

    public static IReadOnlyList<Question> All { get; } =
    [
        new("LAST=100, one owner", Owned),
        new("LAST=100, all", (_, _) => Everybody),
        new("AFTER, one owner", (w, r) => Owned(w, r) with { After = World.Created(World.Written * 0.9) }),
        new("AFTER, all", (_, _) => Everybody with { After = World.Created(World.Written - 500) }),
        .. ExecutionPhaseWords.All.Select(p => new Question($"PHASE={p.ToWord()}, one owner", (w, r) => Owned(w, r) with { Phases = [p], Take = p is ExecutionPhase.Queued ? 1 : Rare(p) })),
        .. ExecutionPhaseWords.All.Select(p => new Question($"PHASE={p.ToWord()}, all", (_, _) => Everybody with { Phases = [p], Take = Rare(p) })),
        new("next page, one owner", (w, r) => Owned(w, r) with { Before = Middle(r) }),
        new("next page, all", (_, r) => Everybody with { Before = Middle(r) }),
        new("destruction due, 100 jobs", (_, _) => Core(Page) with { DueBefore = World.Due(300) }),
        new("destruction due, none", (_, _) => Core(Page) with { DueBefore = World.Created(0) }),
        new("next waiting, 64 owners in turn", (_, r) => Core(64) with { Placement = Turn(World.Owner(r.Next(30))) }),
        new("text: a job's id, all", (w, r) => Everybody with { Text = w.Any(r).Value }),
        new("text: a run id, one owner", (_, r) => RunOf(r, owned: true)),
        new("text: a run id, all", (_, r) => RunOf(r, owned: false)),
        new("text: one in a hundred, all", (_, r) => Everybody with { Text = $"campaign-{r.Next(100):d2}/" }),
        new("text: every job, all", (_, _) => Everybody with { Text = "campaign-" }),
        new("text: no job, all", (_, r) => Everybody with { Text = $"survey-{r.Next(100)}" }),
    ];

    private static JobQuery Owned(World world, Random random)
        => new() { JobList = "sim", Take = Page, Visibility = Visibility.Of(World.Owner(random.Next(world.Owners))) };

    private static JobQuery Everybody => new() { JobList = "sim", Take = Page, Visibility = Visibility.Everybody };

    private static JobQuery Core(int take) => new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = take };

    // As many as the small world has too, so that both give equally long answers.
    private static int Rare(ExecutionPhase phase) => phase is ExecutionPhase.Executing or ExecutionPhase.Suspended or ExecutionPhase.Held ? 1 : Page;

    private static JobCursor Middle(Random random) => new(World.Created(World.Written * (0.4 + random.NextDouble() * 0.5)), default);

    private static PlacementQuery Turn(string owner) => new(PlacementState.Waiting, World.Manager, OldestPerOwner: true, AfterOwner: new(owner));

    private static JobQuery RunOf(Random random, bool owned)
    {
        var job = random.Next(World.Written - 300);
        return new() { JobList = "sim", Take = Page, Text = World.RunId(job), Visibility = owned ? Visibility.Of(World.Owner(job % 10)) : Visibility.Everybody };
    }
}
