using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace UwsKit;

/// <summary>
/// A job document on its way to a <see cref="Job"/>: members come in any order, and the record is made once. What every document holds is read by
/// hand, as every GET reads one; rarer parts go through the serializer.
/// </summary>
internal struct JobDraft()
{
    private JobId _id;
    private string _jobList = "";
    private string? _ownerId, _runId, _jobInfo, _traceParent;
    private ExecutionPhase _phase;
    private ExecutionPhase? _formerPhase;
    private DateTimeOffset _creationTime;
    private DateTimeOffset? _queuedAt, _startTime, _endTime, _quote, _destruction, _executingSince;
    private TimeSpan? _executionDuration;
    private TimeSpan _executed;
    private DescriptionRef? _description;
    private IReadOnlyList<JobParameter> _parameters = [];
    private IReadOnlyList<JobResult> _results = [];
    private JobError? _error;
    private JobProgress? _progress;
    private Placement? _placement;
    private IReadOnlyList<string> _sharedWith = [];
    private bool _deleted;
    private Dictionary<string, JsonElement>? _unknown;

    /// <summary>Takes the value that the reader stands on.</summary>
    public void Read(string name, ref Utf8JsonReader r)
    {
        switch (name)
        {
            case "format": break;
            case "id": _id = JobId.Parse(r.GetString()!); break;
            case "jobList": _jobList = r.GetString()!; break;
            case "ownerId": _ownerId = r.GetString(); break;
            case "runId": _runId = r.GetString(); break;
            case "phase": _phase = Phase(r.GetString()); break;
            case "formerPhase": _formerPhase = Phase(r.GetString()); break;
            case "creationTime": _creationTime = JobJson.Instant(r.GetString()); break;
            case "queuedAt": _queuedAt = JobJson.Instant(r.GetString()); break;
            case "startTime": _startTime = JobJson.Instant(r.GetString()); break;
            case "endTime": _endTime = JobJson.Instant(r.GetString()); break;
            case "quote": _quote = JobJson.Instant(r.GetString()); break;
            case "destruction": _destruction = JobJson.Instant(r.GetString()); break;
            case "executionDuration": _executionDuration = TimeSpan.FromMilliseconds(r.GetInt64()); break;
            case "executed": _executed = TimeSpan.FromMilliseconds(r.GetInt64()); break;
            case "executingSince": _executingSince = JobJson.Instant(r.GetString()); break;
            case "description": _description = Part(ref r, JobJsonContext.Default.DescriptionRef); break;
            case "parameters": _parameters = JobPartsJson.Parameters(ref r); break;
            case "results": _results = JobPartsJson.Results(ref r); break;
            case "error": _error = Part(ref r, JobJsonContext.Default.JobError); break;
            case "progress": _progress = Part(ref r, JobJsonContext.Default.JobProgress); break;
            case "placement": _placement = Part(ref r, JobJsonContext.Default.Placement); break;
            case "jobInfo": _jobInfo = r.GetString(); break;
            case "traceParent": _traceParent = r.GetString(); break;
            case "sharedWith": _sharedWith = Part(ref r, JobJsonContext.Default.IReadOnlyListString) ?? []; break;
            case "deleted": _deleted = r.GetBoolean(); break;
            default: (_unknown ??= [])[name] = JsonElement.ParseValue(ref r); break;
        }
    }

    /// <exception cref="JsonException">There was no id.</exception>
    public readonly Job Complete(long version) => _id == default ? throw new JsonException("a job document has an id") : new()
    {
        Id = _id, JobList = _jobList, OwnerId = _ownerId, RunId = _runId, Phase = _phase, FormerPhase = _formerPhase, CreationTime = _creationTime,
        QueuedAt = _queuedAt, StartTime = _startTime, EndTime = _endTime, Quote = _quote, Destruction = _destruction,
        ExecutionDuration = _executionDuration, Executed = _executed, ExecutingSince = _executingSince, Description = _description,
        Parameters = _parameters, Results = _results, Error = _error, Progress = _progress, Placement = _placement, JobInfo = _jobInfo,
        TraceParent = _traceParent, SharedWith = _sharedWith, Deleted = _deleted, Unknown = _unknown, Version = version,
    };

    private static ExecutionPhase Phase(string? word)
        => ExecutionPhaseWords.TryParse(word, out var phase) ? phase : throw new JsonException($"'{word}' is not a phase");

    private static T? Part<T>(ref Utf8JsonReader r, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(ref r, type);
}
