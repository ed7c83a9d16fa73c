using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>Section <c>Authentication:Basic</c>.</summary>
public sealed class BasicOptions
{
    /// <summary>The file of users, made by <c>--add-user</c>; read again when it changes.</summary>
    [Required]
    public string UsersFile { get; set; } = "";

    /// <summary>Whether passwords are taken without TLS from other machines.</summary>
    public bool AllowInsecure { get; set; }

    /// <summary>Wrong passwords a minute for one name from one address, on one node; ten times as many from one address for all names.</summary>
    [Range(1, 10_000)]
    public int FailuresPerMinute { get; set; } = 10;

    /// <summary>How long the token is good that <c>{prefix}/login</c> gives for a password.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan LoginLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Put before names to make owner ids; to be said (empty, too) when there is another source of names.</summary>
    public string? OwnerPrefix { get; set; }
}
