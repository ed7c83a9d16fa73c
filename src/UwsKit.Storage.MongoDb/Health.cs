using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.MongoDb;

/// <summary>Says once that the database went away, and once that it is back, however many requests met it meanwhile. Thread-safe.</summary>
internal sealed class Health(string database, ILogger logger)
{
    private int _away;

    public void Worked()
    {
        if (Volatile.Read(ref _away) != 0 && Interlocked.Exchange(ref _away, 0) != 0)
        {
            logger.Back(database);
        }
    }

    /// <summary>The exception for the caller.</summary>
    public UwsException Failed(Exception e)
    {
        if (Interlocked.Exchange(ref _away, 1) == 0)
        {
            logger.Away(database, Faults.Reason(e));
        }

        return Faults.Unavailable(e);
    }
}
