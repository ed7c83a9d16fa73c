using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>Section <c>Authentication:Tokens</c>: personal access tokens.</summary>
public sealed class TokenOptions
{
    /// <summary>The folder that keeps them, a small file each, hashes only; to be shared by all nodes.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>How long a token is good for which nothing else is asked.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The longest that may be asked for.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(366);

    /// <summary>How many living tokens one owner may have.</summary>
    [Range(1, 10_000)]
    public int MaxPerOwner { get; set; } = 50;
}
