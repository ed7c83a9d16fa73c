using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace UwsKit;

/// <summary>The meter and activity source <c>UwsKit</c>. Names, units and tags are public API: dashboards depend on them. Thread-safe.</summary>
public sealed class UwsMeter
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "UwsKit";

    private readonly Counter<long> _created;
    private readonly Counter<long> _ended;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _queued;
    private readonly Histogram<double> _ran;
    private readonly UpDownCounter<long> _waiters;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _submit;

    /// <summary>Makes the instruments.</summary>
    public UwsMeter(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var meter = factory.Create(Name);
        _created = meter.CreateCounter<long>("uws.jobs.created", "{job}", "Jobs created.");
        _ended = meter.CreateCounter<long>("uws.jobs.ended", "{job}", "Jobs that reached COMPLETED, ERROR or ABORTED.");
        _active = meter.CreateUpDownCounter<long>("uws.jobs.active", "{job}", "Jobs committed and not ended, as changed by this node.");
        _queued = meter.CreateHistogram<double>("uws.job.queue.duration", "s", "From commitment to the start of execution.");
        _ran = meter.CreateHistogram<double>("uws.job.run.duration", "s", "From the start of execution to its end.");
        _waiters = meter.CreateUpDownCounter<long>("uws.waiters", "{request}", "Requests blocked by WAIT.");
        _conflicts = meter.CreateCounter<long>("uws.storage.conflicts", "{conflict}", "Changes that met another writer and were repeated.");
        _events = meter.CreateCounter<long>("uws.manager.events", "{event}", "Events taken from managers.");
        _submit = meter.CreateHistogram<double>("uws.manager.submit.duration", "s", "One submission to a manager.");
    }

    /// <summary>Spans of job work; they join the trace of the creating request through <see cref="Job.TraceParent"/>.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    internal void Created(Job job)
    {
        _created.Add(1, List(job));
        if (PhaseRules.Active.Contains(job.Phase))
        {
            _active.Add(1, List(job));
        }
    }

    internal void Moved(Job from, Job to, DateTimeOffset now)
    {
        var change = (PhaseRules.Active.Contains(to.Phase) ? 1 : 0) - (PhaseRules.Active.Contains(from.Phase) ? 1 : 0);
        if (change != 0)
        {
            _active.Add(change, List(to));
        }

        if (from.StartTime is null && to is { StartTime: { } start, QueuedAt: { } queued })
        {
            _queued.Record((start - queued).TotalSeconds, List(to));
        }

        if (PhaseRules.Final.Contains(to.Phase) && !PhaseRules.Final.Contains(from.Phase))
        {
            _ended.Add(1, List(to), new("phase", to.Phase.ToWord()));
            if (to.StartTime is { } began)
            {
                _ran.Record(((to.EndTime ?? now) - began).TotalSeconds, List(to));
            }
        }
    }

    internal void Waiters(int change) => _waiters.Add(change);

    internal void Conflict() => _conflicts.Add(1);

    internal void Event(string manager, BackendState state) => _events.Add(1, new("manager", manager), new("state", state.ToString()));

    internal void Submitted(string manager, TimeSpan took, string outcome)
        => _submit.Record(took.TotalSeconds, new("manager", manager), new("outcome", outcome));

    private static KeyValuePair<string, object?> List(Job job) => new("list", job.JobList);
}
