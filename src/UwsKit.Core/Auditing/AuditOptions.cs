using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>The audit trail, section <c>Audit</c>: who did what to which job, when and from where. Every entry also goes to the log category <c>UwsKit.Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>The file: one JSON object a line, appended only, readable by the service's account only. One file for each node. Null = the log alone.</summary>
    public string? File { get; set; }

    /// <summary>Bytes after which the file is renamed (time behind its name) and a new one begun.</summary>
    [Range(4096L, long.MaxValue)]
    public long MaxBytes { get; set; } = 100L * 1024 * 1024;

    /// <summary>Whether a new file is begun each day (UTC).</summary>
    public bool Daily { get; set; } = true;

    /// <summary>How many renamed files are kept; null = all.</summary>
    [Range(1, 100_000)]
    public int? Keep { get; set; }

    /// <summary>Whether entries are forced to the disk, a batch at a time; false leaves them to the operating system, so a crash of the machine may cost the last ones.</summary>
    public bool Fsync { get; set; } = true;

    /// <summary>Whether owners' reads of their own jobs are told as well. Changes, refusals, and what others read always are.</summary>
    public bool Reads { get; set; }
}
