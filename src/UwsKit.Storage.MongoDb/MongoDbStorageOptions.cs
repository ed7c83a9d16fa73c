using System.ComponentModel.DataAnnotations;

namespace UwsKit.Storage.MongoDb;

/// <summary>Settings of <see cref="MongoDbStorage"/>; the property names are the keys of the configuration section.</summary>
public sealed class MongoDbStorageOptions
{
    /// <summary>
    /// MongoDB's connection string: <c>mongodb://uws@db1,db2,db3/?replicaSet=rs0&amp;authSource=admin&amp;tls=true</c>. A password in it is never logged;
    /// better is <see cref="PasswordFile"/>. Unless it says otherwise, writes are acknowledged by the majority and journaled.
    /// </summary>
    [Required]
    public string? ConnectionString { get; set; }

    /// <summary>
    /// A file that holds the password of the user in the connection string and nothing else. Read at the start, and again when the server refuses it, so
    /// that a changed password needs no restart.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>The database; null = the one in the connection string, or <c>uws</c>. Letters, digits, <c>_</c> and <c>-</c>.</summary>
    [RegularExpression("[A-Za-z0-9_-]{1,38}", ErrorMessage = "allowed: 1 to 38 letters, digits, _ and -")]
    public string? Database { get; set; }

    /// <summary>How this node hears of changes made by others.</summary>
    public MongoDbChangeFeedMode ChangeFeed { get; set; } = MongoDbChangeFeedMode.Auto;

    /// <summary>How long to wait for a connection to the primary, before the database counts as away. An election takes a few seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for an answer, before the database counts as away. The making of indexes may take longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
