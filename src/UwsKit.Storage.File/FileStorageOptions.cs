using System.ComponentModel.DataAnnotations;

namespace UwsKit.Storage.File;

/// <summary>Settings of <see cref="FileStorage"/>; the property names are the keys of the configuration section.</summary>
public sealed class FileStorageOptions
{
    /// <summary>
    /// The folder that holds the records of all jobs; made when it is not there. A relative path starts at the working directory. It belongs to
    /// one process at a time: another one that opens it is refused.
    /// </summary>
    [Required]
    public string Root { get; set; } = "";

    /// <summary>
    /// Whether a record is on the disk, not only in the system's cache, when a write returns. False is faster, survives the loss of the process
    /// all the same, and may lose records when the machine loses power.
    /// </summary>
    public bool SyncToDisk { get; set; } = true;

    /// <summary>How many records may be on their way to the disk at once; also how many are read at once at the start.</summary>
    [Range(1, 64)]
    public int ParallelWrites { get; set; } = 16;
}
