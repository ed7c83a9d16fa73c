using System.Threading.Channels;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Callers queue their writes; a few loops each take all that wait and commit them together. Many callers so share one round trip and one flush, and
/// PostgreSQL, which lets only one transaction with a NOTIFY commit at a time, is asked seldom. Thread-safe.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    // While one batch is being flushed the next is already on its way.
    private const int Loops = 2;
    private readonly Channel<Write> _queue;
    private readonly Writer _writer;
    private readonly int _maxBatch;
    private readonly Task _loops;

    public WriteQueue(Writer writer, int maxBatch)
    {
        (_writer, _maxBatch) = (writer, maxBatch);
        _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(maxBatch * 4));
        _loops = Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>Whether the write has written a row. The token counts until the write is queued.</summary>
    /// <exception cref="UwsException">The database is away (then nobody knows whether the write was done), or refuses the record.</exception>
    public async ValueTask<bool> WriteAsync(Write write, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, ct).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new UwsException(UwsErrorKind.Unavailable, "The job database is closed: the server is shutting down.", e);
        }

        return await write.Answer.ConfigureAwait(false);
    }

    /// <summary>Takes no more writes and commits those that are queued.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loops.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<Write> batch = new(_maxBatch);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Take(batch);
            if (batch.Count > 0 && await _writer.CommitAsync(batch).ConfigureAwait(false) is { } fault)
            {
                // The database is away. Whoever waits is told now, rather than after a timeout for each batch before his.
                for (var waiting = _queue.Reader.Count; waiting > 0 && _queue.Reader.TryRead(out var write); waiting--)
                {
                    write.Fail(fault);
                }
            }

            batch.Clear();
        }
    }

    private void Take(List<Write> batch)
    {
        while (batch.Count < _maxBatch && _queue.Reader.TryRead(out var write))
        {
            batch.Add(write);
        }
    }
}
