using System.ComponentModel.DataAnnotations;

namespace UwsKit.Storage.PostgreSql;

/// <summary>Settings of <see cref="PostgreSqlStorage"/>; the property names are the keys of the configuration section.</summary>
public sealed class PostgreSqlStorageOptions
{
    /// <summary>
    /// Npgsql's connection string: <c>Host=db;Database=uws;Username=uws;SSL Mode=VerifyFull</c>. A password in it is never logged; better is
    /// <see cref="PasswordFile"/>, or the environment variables <c>PGPASSWORD</c> and <c>PGPASSFILE</c>.
    /// </summary>
    [Required]
    public string? ConnectionString { get; set; }

    /// <summary>A file that holds the password and nothing else; read at each new connection, so that a changed password needs no restart.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>The database schema that the tables live in; made when it is not there. Lower-case letters, digits and <c>_</c>.</summary>
    [RegularExpression("[a-z_][a-z0-9_]{0,39}", ErrorMessage = "allowed: 1 to 40 lower-case letters, digits and _, beginning with a letter or _")]
    public string Schema { get; set; } = "uws";

    /// <summary>
    /// Whether connections pass a transaction pooler (PgBouncer). Then nothing is prepared and no session settings are used, and there is no change
    /// feed: a WAIT hears of another node's changes by regular reads.
    /// </summary>
    public bool Pooler { get; set; }

    /// <summary>How long to wait for a connection, before the database counts as away.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for the answer to a statement, before the database counts as away. Schema migrations may take longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many writes may share one transaction.</summary>
    [Range(1, 1000)]
    public int MaxBatch { get; set; } = 128;
}
