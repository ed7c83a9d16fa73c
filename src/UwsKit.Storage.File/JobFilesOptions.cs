using System.ComponentModel.DataAnnotations;

namespace UwsKit.Storage.File;

/// <summary>Settings of <see cref="JobFiles"/>; the property names are the keys of the configuration section.</summary>
public sealed class JobFilesOptions
{
    /// <summary>
    /// The folder that holds the files of all jobs; made when it is not there. A relative path starts at the working directory. Nodes may share it
    /// where renames are atomic and seen by all (local disks, NFS, cluster file systems).
    /// </summary>
    [Required]
    public string Root { get; set; } = "";

    /// <summary>
    /// Whether a file is on the disk, not only in the system's cache, when it counts as written. False is faster, and may lose or empty
    /// files when the machine loses power.
    /// </summary>
    public bool SyncToDisk { get; set; } = true;
}
