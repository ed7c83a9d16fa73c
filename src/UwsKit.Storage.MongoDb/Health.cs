using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.MongoDb;

/// <summary>Says once that the database went away, and once that it is back, however many requests met it meanwhile. Thread-safe.</summary>
internal sealed class Health(string database, ILogger logger)
{
    private int _away;

    /// <summary>Makes a call of which nothing is lost when it fails.</summary>
    /// <exception cref="UwsException">The database is away.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            var answer = await call().ConfigureAwait(false);
            Worked();
            return answer;
        }
        catch (Exception e) when (Faults.IsClosed(e))
        {
            throw Faults.Closed(e);
        }
        catch (Exception e) when (Faults.IsFault(e) && !ct.IsCancellationRequested)
        {
            throw Failed(e);
        }
    }

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
