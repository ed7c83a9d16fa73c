using System.Runtime.CompilerServices;

namespace UwsKit.Managers.Local.Tests;

/// <summary>Files in plain directories: as much as the manager specs need, without a reference to a storage package.</summary>
public sealed class DirectoryFiles(string root) : IFileStorage, IJobDirectories
{
    public string GetDirectory(JobId job, JobFileArea area) => Directory.CreateDirectory(Path.Combine(root, "files", job.Value, area.ToString())).FullName;

    public async ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct)
    {
        await using var file = File.Create(Path.Combine(GetDirectory(job, area), name));
        await content.CopyToAsync(file, ct);
        return new(name, file.Length);
    }

    public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct)
    {
        var path = new FileInfo(Path.Combine(GetDirectory(job, area), name));
        return new(path.Exists ? new JobFileContent(new(name, path.Length), path.OpenRead()) : null);
    }

    public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct)
        => new([.. new DirectoryInfo(GetDirectory(job, area)).EnumerateFiles().Where(f => f.LinkTarget is null).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new JobFile(f.Name, f.Length))]);

    public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct)
    {
        File.Delete(Path.Combine(GetDirectory(job, area), name));
        return default;
    }

    public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct)
    {
        Directory.Delete(area is { } one ? GetDirectory(job, one) : Path.Combine(root, "files", job.Value), recursive: true);
        return default;
    }

    public async IAsyncEnumerable<JobId> ListJobsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var folder in Directory.GetDirectories(Path.Combine(root, "files")))
        {
            yield return JobId.Parse(Path.GetFileName(folder));
        }
    }
}
