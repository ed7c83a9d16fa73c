namespace UwsKit;

/// <summary>
/// Many random operations on a few jobs, in any order and with repetition, while the storage fails at random and the engine is started anew over it.
/// </summary>
public sealed class ModelSpecs
{
    private static readonly BackendState[] States = Enum.GetValues<BackendState>();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Whatever_happens_phases_follow_the_rules_and_nothing_is_left_behind(int seed)
    {
        var random = new Random(seed);
        var history = new History(new InMemoryStorage());
        var storage = new FlakyStorage(history);
        Dictionary<(JobId, int), int> submitted = [];
        var start = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        List<JobId> ids = [];
        for (var round = 0; round < 4; round++)
        {
            var faults = new Random(seed * 100 + round);
            await using var engine = new Engine(o => o.Node = "a", storage: storage);
            engine.Time.Advance(start - engine.Time.GetUtcNow());
            var outcomes = new Random(seed * 1000 + round);
            engine.Back.OnSubmit = s =>
            {
                lock (submitted)
                {
                    submitted[(s.Job.Id, s.Attempt)] = submitted.GetValueOrDefault((s.Job.Id, s.Attempt)) + 1;
                    return outcomes.Next(5) switch
                    {
                        0 => new SubmitOutcome.Busy("full", TimeSpan.FromSeconds(3)),
                        1 => new SubmitOutcome.Uncertain("who knows"),
                        _ => new SubmitOutcome.Accepted(s.Job.Id.Value + s.Attempt),
                    };
                }
            };
            await engine.StartAsync();
            storage.When = (_, _) =>
            {
                lock (faults)
                {
                    return faults.Next(12) switch { 0 => Fault.Before, 1 => Fault.After, _ => Fault.None };
                }
            };
            for (var step = 0; step < 120; step++)
            {
                if (ids.Count < 6 || random.Next(8) == 0)
                {
                    try
                    {
                        await engine.CreateAsync(run: random.Next(2) == 0, owner: "o" + random.Next(3));
                    }
                    catch (UwsException)
                    {
                        // Perhaps stored all the same.
                    }

                    ids.Add(engine.LastId);
                }

                await StepAsync(engine, ids[^Math.Min(ids.Count, random.Next(1, 7))], random);
                engine.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 20_000)));

                // The loops run on threads of their own: without a moment for them nothing would ever be submitted.
                await Task.Delay(1);
            }

            storage.When = null;
            start = engine.Time.GetUtcNow();
            if (round == 3)
            {
                await SettleAsync(engine, ids);
            }
        }

        history.Faults.Should().BeEmpty();
        submitted.Should().NotBeEmpty();
        submitted.Values.Should().OnlyContain(n => n == 1, "an attempt is submitted once");
    }

    private static async Task StepAsync(Engine engine, JobId id, Random random)
    {
        try
        {
            switch (random.Next(9))
            {
                case 0:
                    await engine.Jobs.RunAsync(id, default);
                    break;
                case 1 when random.Next(3) == 0:
                    await engine.Jobs.AbortAsync(id, default);
                    break;
                case 2 when random.Next(6) == 0:
                    await engine.Jobs.DeleteAsync(id, default);
                    break;
                case 3:
                    await engine.Jobs.SetExecutionDurationAsync(id, TimeSpan.FromSeconds(random.Next(100)), default);
                    break;
                case 4 when random.Next(4) == 0:
                    await engine.Jobs.SetDestructionAsync(id, engine.Time.GetUtcNow().AddSeconds(random.Next(1, 1000)), default);
                    break;
                default:
                    var state = States[random.Next(States.Length)];
                    await engine.PostAsync(id, state, e => e with { StartedAt = engine.Time.GetUtcNow().AddSeconds(random.Next(-100, 100)) }, attempt: random.Next(1, 4));
                    break;
            }
        }
        catch (UwsException)
        {
            // Refused or unavailable: both are answers.
        }
    }

    private static async Task SettleAsync(Engine engine, List<JobId> ids)
    {
        for (var i = 0; i < 1000; i++)
        {
            var jobs = await Task.WhenAll(ids.Select(id => engine.Storage.GetAsync(id, default).AsTask()));
            var left = jobs.Where(j => j is not null).Select(j => j!).ToList();
            if (left.All(j => j is { Deleted: false, Placement: null }))
            {
                return;
            }

            // Every job that is not over is aborted: nothing may stay at a manager.
            foreach (var job in left.Where(j => !j.Deleted && !PhaseRules.Final.Contains(j.Phase)))
            {
                await engine.Jobs.AbortAsync(job.Id, default);
            }

            engine.Time.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(5);
        }

        var stuck = await Task.WhenAll(ids.Select(id => engine.Storage.GetAsync(id, default).AsTask()));
        Assert.Fail($"left behind: {string.Join('\n', stuck.Select(j => j?.ToString()))}");
    }

    /// <summary>Looks at every stored change: only allowed moves, times in order.</summary>
    private sealed class History(IStorage inner) : IStorage
    {
        private readonly Lock _lock = new();

        public List<string> Faults { get; } = [];

        public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => inner.TryCreateAsync(job, ct);

        public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => inner.GetAsync(id, ct);

        public async ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
        {
            var before = await inner.GetAsync(job.Id, ct);
            var stored = await inner.TryUpdateAsync(job, ct);
            if (stored && before is not null)
            {
                Judge(before, job);
            }

            return stored;
        }

        public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => inner.DeleteAsync(id, ct);

        public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => inner.ListAsync(query, ct);

        private void Judge(Job from, Job to)
        {
            // An end that was heard of before the start goes by way of EXECUTING in one update.
            var legal = from.Phase == to.Phase || PhaseRules.CanMove(from.Phase, to.Phase)
                || (PhaseRules.CanMove(from.Phase, ExecutionPhase.Executing) && PhaseRules.CanMove(ExecutionPhase.Executing, to.Phase));
            DateTimeOffset?[] times = [to.CreationTime, to.QueuedAt, to.StartTime, to.EndTime];
            var known = times.Where(t => t is not null).ToList();
            lock (_lock)
            {
                if (!legal || to.Placement?.Attempt < from.Placement?.Attempt)
                {
                    Faults.Add($"{from} -> {to}");
                }

                if (!known.SequenceEqual(known.Order()) || PhaseRules.Final.Contains(to.Phase) != (to.EndTime is not null))
                {
                    Faults.Add($"times of {to}");
                }
            }
        }
    }
}
