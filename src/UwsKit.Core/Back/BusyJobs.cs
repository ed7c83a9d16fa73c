namespace UwsKit;

/// <summary>
/// Which jobs of a manager, or the manager itself, are to be left alone for a while. A busy answer may mean the job or the whole back end: so the
/// jobs behind it are tried as well, a few; when they are busy too, the manager is left alone and all of them keep their places; when one is taken, it
/// was the job's own fault, which waits ever longer and holds up nobody. Thread-safe.
/// </summary>
internal sealed class BusyJobs(TimeProvider time)
{
    private const int LeastDepth = 2, MostDepth = 16;
    private static readonly TimeSpan LongestForManager = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestForJob = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<JobId, Aside> _aside = [];
    private readonly HashSet<JobId> _doubtful = [];
    private int _depth = LeastDepth;
    private int _fruitless;
    private Tick _pausedUntil;

    /// <summary>How long the manager is to be left alone; zero or less = not at all.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_lock)
            {
                return Until(_pausedUntil);
            }
        }
    }

    /// <summary>The jobs that are set aside now.</summary>
    public IReadOnlySet<JobId> SetAside
    {
        get
        {
            lock (_lock)
            {
                return _aside.Where(a => Until(a.Value.Until) > TimeSpan.Zero).Select(a => a.Key).ToHashSet();
            }
        }
    }

    /// <summary>When the first of these jobs may be tried again; null = none is set aside.</summary>
    public TimeSpan? Next
    {
        get
        {
            lock (_lock)
            {
                var waits = _aside.Values.Select(a => Until(a.Until)).Where(wait => wait > TimeSpan.Zero).ToList();
                return waits.Count == 0 ? null : waits.Min();
            }
        }
    }

    /// <summary>A submission has ended.</summary>
    public void Note(JobId job, SubmissionEnd end)
    {
        lock (_lock)
        {
            switch (end.Leave)
            {
                case Leave.Nothing when end.Accepted:
                    // There is room: those that were busy just before have likely themselves to blame.
                    _aside.Remove(job);
                    _doubtful.Remove(job);
                    foreach (var each in _doubtful)
                    {
                        _aside[each] = _aside[each] with { Times = _aside[each].Times + 1 };
                    }

                    _doubtful.Clear();
                    (_depth, _fruitless) = (LeastDepth, 0);
                    break;
                case Leave.Job:
                    Put(job, end.For, own: true);
                    break;
                case Leave.JobOrManager when Until(_pausedUntil) > TimeSpan.Zero:
                    // Asked before it was left alone: an answer of the same round says nothing new.
                    break;
                case Leave.JobOrManager:
                    Put(job, end.For, own: false);
                    _doubtful.Add(job);
                    if (_doubtful.Count >= _depth)
                    {
                        LeaveAll();
                    }

                    break;
                case Leave.Manager:
                    _pausedUntil = In(end.For);
                    break;
            }
        }
    }

    /// <summary>The manager does not answer.</summary>
    public void LeaveManager(TimeSpan pause)
    {
        lock (_lock)
        {
            _pausedUntil = In(pause);
        }
    }

    /// <summary>Nothing else waits: what is in doubt now counts as the manager's fault, or with a single job does not matter.</summary>
    public void AllTried()
    {
        lock (_lock)
        {
            if (_doubtful.Count > 1)
            {
                LeaveAll();
            }
            else if (_doubtful.Count == 1)
            {
                var only = _doubtful.First();
                _doubtful.Clear();
                _aside[only] = _aside[only] with { Until = In(Longer(_aside[only].Pause, _fruitless++, LongestForManager)) };
            }
        }
    }

    // The next round begins with the first of them again, and looks a little further should that be in vain as well.
    private void LeaveAll()
    {
        _pausedUntil = In(Longer(_doubtful.Max(d => _aside[d].Pause), _fruitless++, LongestForManager));
        foreach (var each in _doubtful)
        {
            _aside[each] = _aside[each] with { Until = default };
        }

        _doubtful.Clear();
        _depth = Math.Min(_depth * 2, MostDepth);
    }

    private void Put(JobId job, TimeSpan pause, bool own)
    {
        var times = _aside.GetValueOrDefault(job)?.Times ?? 0;
        _aside[job] = new(In(Longer(pause, times, LongestForJob)), pause, own ? times + 1 : times);
        if (_aside.Count % 1000 == 0)
        {
            // Jobs that were aborted, or taken by another node.
            foreach (var old in _aside.Where(a => Until(a.Value.Until) < -Memory && !_doubtful.Contains(a.Key)).Select(a => a.Key).ToList())
            {
                _aside.Remove(old);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause, int times, TimeSpan longest)
        => pause >= longest ? pause : TimeSpan.FromTicks(Math.Min(longest.Ticks, pause.Ticks << Math.Min(times, 10)));

    // By the monotonic clock: one that is set back would stop the queue for as long.
    private Tick In(TimeSpan span) => new(time.GetTimestamp() + (long)Math.Ceiling(span.TotalSeconds * time.TimestampFrequency));

    private TimeSpan Until(Tick tick) => TimeSpan.FromSeconds((tick.Value - time.GetTimestamp()) / (double)time.TimestampFrequency);

    /// <param name="Until">When it may be tried again.</param>
    /// <param name="Pause">What the last answer asked for.</param>
    /// <param name="Times">How often it was busy while others were not.</param>
    private sealed record Aside(Tick Until, TimeSpan Pause, int Times);

    private readonly record struct Tick(long Value);
}

/// <summary>What is to be left alone after a submission.</summary>
internal enum Leave
{
    /// <summary>Nothing.</summary>
    Nothing,
    /// <summary>This job.</summary>
    Job,
    /// <summary>This job, or the manager: it did not say.</summary>
    JobOrManager,
    /// <summary>The manager.</summary>
    Manager,
}

/// <summary>How a submission ended, for the queue.</summary>
/// <param name="Accepted">The back end has the job.</param>
/// <param name="Leave">What is to be left alone.</param>
/// <param name="For">For how long.</param>
internal readonly record struct SubmissionEnd(bool Accepted, Leave Leave = Leave.Nothing, TimeSpan For = default);
