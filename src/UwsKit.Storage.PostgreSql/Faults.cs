using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>Turns Npgsql's errors into one clear line each. The lines may reach clients: they name no host, no account and no value of a record.</summary>
internal static class Faults
{
    /// <summary>Whether an error says that the database, or the way to it, does not work.</summary>
    public static bool IsFault(Exception e) => e is NpgsqlException or TimeoutException or IOException or SocketException or UwsConfigurationException;

    /// <summary>An error of one record that says nothing about the others.</summary>
    public static UwsException Refused(PostgresException e) => e.SqlState.StartsWith("54", StringComparison.Ordinal)
        ? new(UwsErrorKind.TooLarge, "The job record is too large for the job database.", e)
        : new(UwsErrorKind.Invalid, $"The job database refuses this record: {Reason(e)}.", e);

    /// <summary>Whether the value of one record is to blame: data, integrity and limits of the program.</summary>
    public static bool ConcernsOneWrite(Exception e) => e is PostgresException p && p.SqlState[..2] is "22" or "23" or "54";

    /// <summary>Whether the database answers, but takes no writes: it is a standby, or its disk is full.</summary>
    public static bool ConcernsAllWrites(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DiskFull };

    /// <summary>Whether the database is there, but has no connection for this call: all of the pool, or of the server, are in use.</summary>
    public static bool IsCrowded(Exception e) => IsPoolExhausted(e) || e is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections };

    /// <summary>
    /// Whether the statement certainly was not committed, and may succeed when it is run again at once: the server ended the session or the transaction
    /// and said so (57P01 also stands in pooled connections after the server was restarted), or two transactions met.
    /// </summary>
    public static bool MayRunAgain(Exception e)
        => e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether a read may be run again at once: as <see cref="MayRunAgain"/>, or the connection broke.</summary>
    public static bool MayReadAgain(Exception e) => MayRunAgain(e) || (e is NpgsqlException { InnerException: IOException } && !IsTimeout(e));

    /// <summary>How often a statement is tried whose connection was cut: once for each connection that may lie in the pool.</summary>
    public const int Tries = 21;

    /// <summary>Before a statement is run again: where one connection was cut, those that lie in the pool likely were too.</summary>
    public static void Refresh(NpgsqlDataSource pool, Exception e)
    {
        if (e is not PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure })
        {
            pool.Clear();
        }
    }

    /// <summary>An error while opening: the operator's to mend, or the machine's.</summary>
    public static Exception Opening(Exception e, Settings settings)
    {
        var fault = (e as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
                => "ConnectionString: the server refuses this account or its password; allowed: an account that may log in to this database",
            PostgresErrorCodes.InvalidCatalogName => "ConnectionString: the server has no such database; allowed: a database that is there",
            PostgresErrorCodes.InsufficientPrivilege
                => $"Schema: '{settings.Schema}': this account may not make the tables; allowed: a schema that it owns, or the right to create one",
            PostgresErrorCodes.DuplicateTable => $"Schema: '{settings.Schema}': it has a table 'jobs' of another program; allowed: a schema of UwsKit, or a name that is free",
            PostgresErrorCodes.ProtocolViolation => "Pooler: 'False': the server refuses the settings of a session, as a transaction pooler does; allowed: true behind a pooler",
            _ => null,
        };
        return e is UwsException or UwsConfigurationException ? e
            : fault is not null ? new UwsConfigurationException("Storage:" + fault)
            : new UwsException(UwsErrorKind.Unavailable, $"The job database {settings.Name} is not available: {Reason(e)}.", e);
    }

    public static string Reason(Exception e) => e switch
    {
        PostgresException p => p.SqlState switch
        {
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server is shutting down",
            PostgresErrorCodes.CannotConnectNow => "the server is starting or shutting down",
            PostgresErrorCodes.TooManyConnections => "it has too many connections",
            PostgresErrorCodes.DiskFull => "its disk is full",
            PostgresErrorCodes.QueryCanceled => "it did not answer in time",
            PostgresErrorCodes.ReadOnlySqlTransaction => "it is read-only, as a standby is",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "it refuses the account of this service",
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => "its tables are not there",
            _ => $"PostgreSQL error {p.SqlState}",
        },
        UwsConfigurationException => "the password cannot be read",
        _ when e is AuthenticationException || e.InnerException is AuthenticationException => "its TLS certificate is not accepted",
        _ when IsPoolExhausted(e) => "all connections are in use",
        _ when IsTimeout(e) => "it did not answer in time",
        _ => "it cannot be reached",
    };

    private static bool IsTimeout(Exception e) => e is TimeoutException || e.InnerException is TimeoutException;

    private static bool IsPoolExhausted(Exception e) => e is NpgsqlException && e.Message.Contains("pool has been exhausted", StringComparison.Ordinal);
}
