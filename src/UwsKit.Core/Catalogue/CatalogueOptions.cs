using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>A folder of description files, each of which is a job list; files that come, change and go take effect while the host runs.</summary>
public sealed class CatalogueOptions
{
    /// <summary>The folder (JSON and VOTables, no sub-folders); relative paths start at the program.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The manager of lists that name none of their own in <c>JobLists:{name}:Manager</c>.</summary>
    [Required]
    public string Manager { get; set; } = "";

    /// <summary>How often the folder is read even though nothing told of a change: file systems of other machines tell nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a file must be missing before its list is taken away: editors and copies remove files for a moment.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RemovalGrace { get; set; } = TimeSpan.FromSeconds(5);
}
