using System.Text;

namespace UwsKit;

/// <summary>What a job written as a C# delegate works with. Thread-safe.</summary>
public sealed class InProcessJob
{
    private readonly IFileStorage _files;
    private readonly Func<JobProgress, CancellationToken, ValueTask> _report;
    private readonly TimeProvider _time;

    internal InProcessJob(Job job, IFileStorage files, TimeProvider time, Func<JobProgress, CancellationToken, ValueTask> report)
        => (Job, _files, _time, _report) = (job, files, time, report);

    /// <summary>The record as it was when the work began.</summary>
    public Job Job { get; }

    /// <summary>The first value of a parameter; null when it has none.</summary>
    public string? this[string name] => Job.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> Values(string name)
        => [.. Job.Parameters.Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(p => p.Value).OfType<string>()];

    /// <summary>Opens the content of a file parameter; null when it has none. The caller disposes it.</summary>
    public async ValueTask<Stream?> OpenInputAsync(string name, CancellationToken ct)
    {
        var file = Job.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.File;
        return file is null ? null : (await _files.OpenReadAsync(Job.Id, JobFileArea.Input, file.Name, ct).ConfigureAwait(false))?.Stream;
    }

    /// <summary>Opens the content of one of several files, such as an upload's (DALI 1.1 §3.4.5); null when it is none. The caller disposes it.</summary>
    public async ValueTask<Stream?> OpenInputAsync(JobParameter parameter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.File is not { } file ? null : (await _files.OpenReadAsync(Job.Id, JobFileArea.Input, file.Name, ct).ConfigureAwait(false))?.Stream;
    }

    /// <summary>Stores a result; its name must be that of the result's file in the description.</summary>
    public async ValueTask WriteResultAsync(string name, Stream content, CancellationToken ct)
        => await _files.WriteAsync(Job.Id, JobFileArea.Output, name, null, content, ct).ConfigureAwait(false);

    /// <summary>Stores a text result (UTF-8).</summary>
    public async ValueTask WriteResultAsync(string name, string text, CancellationToken ct)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await WriteResultAsync(name, content, ct).ConfigureAwait(false);
    }

    /// <summary>Says how far the work is.</summary>
    public ValueTask ReportAsync(double? percent, string? text, CancellationToken ct) => _report(new(percent, text, _time.Now()), ct);
}
