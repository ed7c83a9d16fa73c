namespace UwsKit;

/// <summary>Says where a job's script may post its events. The HTTP layer knows the address when <see cref="UwsOptions.PublicUrl"/> is set.</summary>
public interface ICallbackAddresses
{
    /// <summary>Address and token for one job and attempt; null = the host offers no such address.</summary>
    EventCallback? For(Job job, int attempt);

    /// <summary>The job's URL as clients see it; null = not known.</summary>
    Uri? UrlOf(Job job) => null;
}

/// <summary>Event addresses under a public URL; none until the HTTP layer has said where the job lists are. Thread-safe.</summary>
internal sealed class CallbackAddresses(EventTokens tokens) : ICallbackAddresses
{
    private volatile string? _root, _publicRoot;

    /// <summary>Absolute URL under which the job lists are, without trailing slash; null = none that a script could reach.</summary>
    public string? Root { get => _root; set => _root = value; }

    /// <summary>Absolute URL of the same as clients see it; null = it depends on the request.</summary>
    public string? PublicRoot { get => _publicRoot; set => _publicRoot = value; }

    /// <inheritdoc/>
    public Uri? UrlOf(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return PublicRoot is { } root ? new($"{root}/{job.JobList}/{job.Id.Value}") : null;
    }

    /// <inheritdoc/>
    public EventCallback? For(Job job, int attempt)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Root is { } root ? new(new Uri($"{root}/{job.JobList}/{job.Id.Value}/events"), tokens.Create(job.Id, attempt)) : null;
    }
}
