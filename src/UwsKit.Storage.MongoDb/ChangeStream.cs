using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>One change stream, opened anew when it is lost; regular gaps where there can be none. Used by one watcher.</summary>
internal sealed class ChangeStream(Settings settings, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(5), Polling = TimeSpan.FromSeconds(5);

    // The server sends what is left by the projection: not the records.
    private static readonly BsonDocument[] Wanted =
    [
        new("$project", new BsonDocument { { "operationType", 1 }, { "documentKey", 1 }, { "fullDocument.version", 1 } }),
    ];

    private Connection? _connection;
    private IChangeStreamCursor<BsonDocument>? _cursor;
    private TimeSpan _pause = FirstPause;
    private bool _lost, _polls;

    /// <summary>The changes that come next, after a new connection a gap. No answer of its own means: look again.</summary>
    public async Task<IReadOnlyList<JobChange>> NextAsync(CancellationToken ct)
    {
        try
        {
            if (_cursor is null)
            {
                await OpenAsync(ct).ConfigureAwait(false);
                return [JobChange.Gap];
            }

            // The server holds the question back for a second when it has nothing to tell.
            return await _cursor.MoveNextAsync(ct).ConfigureAwait(false) ? [.. _cursor.Current.Select(Read)] : throw new MongoException("the change stream has ended");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && Faults.OffersNoStream(e))
        {
            return await PollAsync(e, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && Faults.IsFault(e))
        {
            await LoseAsync(e, ct).ConfigureAwait(false);
            return [];
        }
    }

    public void Dispose()
    {
        Close();
        _connection?.Dispose();
    }

    /// <summary>What an event says; a gap when it concerns no single job (the collection was dropped or renamed).</summary>
    internal static JobChange Read(BsonDocument told)
    {
        var key = told.TryGetValue("documentKey", out var k) && k.IsBsonDocument && k.AsBsonDocument.TryGetValue("_id", out var i) && i.IsString ? i.AsString : null;
        var version = told.TryGetValue("fullDocument", out var d) && d.IsBsonDocument && d.AsBsonDocument.TryGetValue("version", out var v) && v.IsInt64 ? v.AsInt64 : (long?)null;
        return !JobId.TryParse(key, out var id) ? JobChange.Gap
            : told.GetValue("operationType", "") == "delete" ? new(id, long.MaxValue)
            : version is { } number ? new(id, number)
            : JobChange.Gap;
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        _connection ??= new(settings, logger);
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, BsonDocument> pipeline = Wanted;
        _cursor = await _connection.RunAsync(database => Connection.Jobs(database).WatchAsync(pipeline, new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromSeconds(1) }, ct)).ConfigureAwait(false);
        (_pause, _lost, _polls) = (FirstPause, false, false);
        logger.FeedHeard(settings.Name);
    }

    private async Task<IReadOnlyList<JobChange>> PollAsync(Exception e, CancellationToken ct)
    {
        Close();
        if (!_polls)
        {
            _polls = true;
            logger.FeedPolls(settings.Name, Polling.TotalSeconds, Faults.Reason(e));
        }

        await Task.Delay(Polling, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return [JobChange.Gap];
    }

    private async Task LoseAsync(Exception e, CancellationToken ct)
    {
        Close();
        if (!_lost)
        {
            _lost = true;
            logger.FeedLost(settings.Name, Faults.Reason(e));
        }

        await Task.Delay(_pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void Close()
    {
        _cursor?.Dispose();
        _cursor = null;
    }
}
