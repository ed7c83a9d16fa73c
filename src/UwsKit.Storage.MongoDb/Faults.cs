using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>Turns the driver's errors into one clear line each. The lines may reach clients: they name no host, no account and no value of a record.</summary>
internal static class Faults
{
    private const int Unauthorized = 13, AuthenticationFailed = 18, CommandNotFound = 59, DocumentTooLarge = 10334, OutOfDiskSpace = 14031, NoReplicaSet = 40573, NotWithMongos = 40324;

    /// <summary>Whether an error says that the database, or the way to it, does not work.</summary>
    public static bool IsFault(Exception e) => e is MongoException or TimeoutException or IOException or SocketException or UwsConfigurationException;

    public static bool IsAuthentication(Exception e) => Chain(e).Any(x => x is MongoAuthenticationException);

    public static bool IsDuplicate(Exception e) => e is MongoWriteException { WriteError.Category: ServerErrorCategory.DuplicateKey };

    /// <summary>Whether a write was lost, or may have been done although its answer says otherwise or never came; a pool is paused when another call lost its connection.</summary>
    public static bool IsLost(Exception e) => !IsAuthentication(e) && (IsUnconfirmed(e)
        || e is MongoConnectionException or MongoConnectionPoolPausedException or MongoNotPrimaryException or MongoNodeIsRecoveringException or IOException or SocketException);

    /// <summary>Whether a write is done at the primary, but not known to be safe.</summary>
    public static bool IsUnconfirmed(Exception e) => e is MongoWriteConcernException or MongoWriteException { WriteError: null, WriteConcernError: not null };

    /// <summary>Whether all connections to a server that is there are in use.</summary>
    public static bool IsCrowded(Exception e) => e is MongoWaitQueueFullException || (e is TimeoutException && Says(e, "waiting for a connection"));

    /// <summary>Whether the error of a write says nothing of reads: too few members confirm, the disk is full, the account may only read.</summary>
    public static bool ConcernsWritesOnly(Exception e) => IsUnconfirmed(e) || e is MongoWriteException
        || e is MongoCommandException and not (MongoNotPrimaryException or MongoNodeIsRecoveringException);

    /// <summary>Whether a value of one record is to blame.</summary>
    public static bool ConcernsOneWrite(Exception e) => e is FormatException or BsonSerializationException || Code(e) is DocumentTooLarge or 2 or 9 or 17280;

    /// <summary>Whether the server, or what this account may do on it, offers no change streams.</summary>
    public static bool OffersNoStream(Exception e) => Code(e) is NoReplicaSet or NotWithMongos or CommandNotFound or Unauthorized;

    public static UwsException TooLarge(Exception? e = null) => new(UwsErrorKind.TooLarge, "The job record is too large for the job database (16 MB).", e);

    /// <summary>An error of one record that says nothing about the others.</summary>
    public static UwsException Refused(Exception e) => e is FormatException or BsonSerializationException || Code(e) is DocumentTooLarge
        ? TooLarge(e) : new(UwsErrorKind.Invalid, $"The job database refuses this record: {Reason(e)}.", e);

    /// <summary>An error while opening: the operator's to mend, or the machine's.</summary>
    public static Exception Opening(Exception e, Settings settings)
    {
        var fault = IsAuthentication(e) ? "ConnectionString: the server refuses this account or its password; allowed: an account that may log in, with the authSource that knows it"
            : Code(e) is Unauthorized ? $"Database: '{settings.Database}': this account may not make the indexes; allowed: an account with the role readWrite on it"
            : Chain(e).Any(x => x is MongoIncompatibleDriverException) ? "ConnectionString: the server is too old; allowed: MongoDB 4.4.2 or later"
            : null;
        return e is UwsException or UwsConfigurationException ? e
            : fault is not null ? new UwsConfigurationException("Storage:" + fault)
            : new UwsException(UwsErrorKind.Unavailable, $"The job database {settings.Name} is not available: {Reason(e)}.", e);
    }

    public static string Reason(Exception e) => e switch
    {
        UwsConfigurationException => "the password cannot be read",
        MongoNotPrimaryException or MongoNodeIsRecoveringException => "it has no primary at this time",
        _ when IsUnconfirmed(e) => "too few of its members confirmed the write in time",
        MongoExecutionTimeoutException => "it did not answer in time",
        MongoWaitQueueFullException => "all connections are in use",
        _ when IsAuthentication(e) => "it refuses the account of this service",
        _ when Says(e, "System.Security.Authentication.AuthenticationException") => "its TLS certificate is not accepted",
        _ when Chain(e).Any(x => x is MongoIncompatibleDriverException) => "the server is too old",
        _ when Code(e) is { } code => code switch
        {
            Unauthorized or AuthenticationFailed => "it refuses the account of this service",
            OutOfDiskSpace => "its disk is full",
            NoReplicaSet => "it is no replica set",
            _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"MongoDB error {code}"),
        },
        TimeoutException when Says(e, "waiting for a connection") => "all connections are in use",
        // The driver waits for a primary: members that answer, but none of them is one.
        TimeoutException when Says(e, "State: \"Connected\"") => "it has no primary at this time",
        _ when Chain(e).Any(x => x is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut }) && e is not TimeoutException => "it did not answer in time",
        _ => "it cannot be reached",
    };

    private static int? Code(Exception e) => e switch
    {
        MongoWriteException w => w.WriteError?.Code ?? w.WriteConcernError?.Code,
        MongoCommandException c => c.Code,
        _ => null,
    };

    private static bool Says(Exception e, string words) => Chain(e).Any(x => x.Message.Contains(words, StringComparison.Ordinal) || x.GetType().FullName == words);

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
