using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.File;

/// <summary>What a storage has while it is open.</summary>
internal sealed record OpenRecords(RootLock Claim, DiskThreads Threads, RecordFiles Files, JobIndex Index, ProvenanceFiles Provenance) : IDisposable
{
    /// <summary>Claims a folder and reads all that is in it.</summary>
    public static OpenRecords Open(string root, FileStorageOptions options, ILogger log)
    {
        var open = new OpenRecords(RootLock.Take(root), new(options.ParallelWrites), new(root, options.SyncToDisk, log), new(), new(root, options.SyncToDisk, log));
        try
        {
            open.ReadAll();
            return open;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Threads.Dispose();
        Claim.Dispose();
    }

    // The folders are read side by side; the index takes their lines one after the other.
    private void ReadAll()
    {
        Provenance.ReadAll();
        foreach (var folder in Files.Folders().Select(f => Threads.RunAsync(() => Files.ReadFolder(f))).ToList())
        {
            foreach (var line in folder.GetAwaiter().GetResult())
            {
                Index.Set(line.Summary.Id, line);
            }
        }
    }
}
