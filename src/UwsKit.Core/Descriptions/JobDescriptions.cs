using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Finds the description that a job was created with, also after its list has changed: each description is kept once per digest where the file storage can
/// (<see cref="IDescriptionArchive"/>). Thread-safe.
/// </summary>
internal sealed class JobDescriptions(JobLists lists, IServiceProvider services, ILogger<JobDescriptions> log)
{
    private const int Most = 1000;

    private readonly IDescriptionArchive? _archive = services.GetService<IDescriptionArchive>() ?? services.GetRequiredService<IFileStorage>() as IDescriptionArchive;
    private readonly ConcurrentDictionary<string, JobDescription> _known = new(StringComparer.Ordinal);

    /// <summary>Keeps the descriptions of lists, before they are offered.</summary>
    /// <exception cref="UwsException">The storage is away.</exception>
    public async ValueTask KeepAsync(IEnumerable<JobList> offered, CancellationToken ct)
    {
        foreach (var list in offered)
        {
            if (!_known.ContainsKey(list.Digest))
            {
                if (_archive is not null)
                {
                    await _archive.KeepAsync(list.Digest, DescriptionJson.Serialize(list.Description), ct).ConfigureAwait(false);
                }

                Remember(list.Digest, list.Description);
            }
        }
    }

    /// <summary>The description that the job was created with; null when it is not known any more.</summary>
    public async ValueTask<JobDescription?> FindOwnAsync(Job job, CancellationToken ct)
    {
        var present = lists.Find(job.JobList);
        if (job.Description is not { } created)
        {
            return null;
        }

        if (created.Digest == present?.Digest)
        {
            return present.Description;
        }

        if (!_known.TryGetValue(created.Digest, out var own))
        {
            if ((own = await ReadAsync(created.Digest, ct).ConfigureAwait(false)) is null)
            {
                return null;
            }

            Remember(created.Digest, own);
        }

        // Where relative paths start is no part of the document.
        return own with { BaseDirectory = present?.Description.BaseDirectory ?? own.BaseDirectory };
    }

    /// <summary>As <see cref="FindOwnAsync"/>, or else the present description of its list; null when there is neither.</summary>
    public async ValueTask<JobDescription?> FindAsync(Job job, CancellationToken ct)
        => await FindOwnAsync(job, ct).ConfigureAwait(false) ?? lists.Find(job.JobList)?.Description;

    /// <summary>
    /// The job's list as it was when the job was created: with the job's own description, and the present settings. Also of a list that is no longer offered,
    /// whose jobs stay readable.
    /// </summary>
    public async ValueTask<JobList> ListOfAsync(Job job, JobListOptions defaults, CancellationToken ct)
    {
        var present = lists.Find(job.JobList);
        var own = present is null || job.Description?.Digest != present.Digest ? await FindOwnAsync(job, ct).ConfigureAwait(false) : null;
        return own is null ? present ?? new(job.JobList, new() { Name = job.JobList }, "", defaults)
            : new(job.JobList, present is null ? own : ManagerChoice.Renew(own, present), present?.Manager ?? "", present?.Options ?? defaults);
    }

    private async ValueTask<JobDescription?> ReadAsync(string digest, CancellationToken ct)
    {
        if (_archive is null || await _archive.FindAsync(digest, ct).ConfigureAwait(false) is not { } json)
        {
            return null;
        }

        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(json)) == digest ? DescriptionJson.Parse(json, digest, null) : throw new UwsConfigurationException("it was changed");
        }
        catch (UwsConfigurationException e)
        {
            // Damaged, or written by a later release that knows more members.
            Log.DescriptionUnusable(log, digest, e.Message);
            return null;
        }
    }

    private void Remember(string digest, JobDescription description)
    {
        if (_known.Count >= Most)
        {
            // They are read again when they are asked for.
            _known.Clear();
        }

        _known[digest] = description;
    }
}
