using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>One connection that hears the changes of all nodes, and is made anew when it is lost. Used by one watcher.</summary>
internal sealed class Listener(Settings settings, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200), LongestPause = TimeSpan.FromSeconds(5);
    private readonly NpgsqlDataSource _source = settings.Single();
    private readonly List<JobChange> _heard = [];
    private NpgsqlConnection? _connection;
    private TimeSpan _pause = FirstPause;
    private bool _lost;

    /// <summary>The changes that come next, after a new connection a gap. Waits without polling; no answer of its own means: look again.</summary>
    public async Task<IReadOnlyList<JobChange>> NextAsync(CancellationToken ct)
    {
        try
        {
            if (_connection is null)
            {
                await ConnectAsync(ct).ConfigureAwait(false);
                return [JobChange.Gap];
            }

            await _connection.WaitAsync(ct).ConfigureAwait(false);
            JobChange[] heard = [.. _heard];
            _heard.Clear();
            return heard;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (Faults.IsFault(e) || e is InvalidOperationException))
        {
            await LoseAsync(e, ct).ConfigureAwait(false);
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    // What a notification says; null when it is none of ours.
    internal static JobChange? Parse(string payload)
        => payload.Split(' ') is [var id, var version] && JobId.TryParse(id, null, out var job)
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(job, number) : null;

    private async Task ConnectAsync(CancellationToken ct)
    {
        _connection = await _source.OpenConnectionAsync(ct).ConfigureAwait(false);
        _connection.Notification += (_, told) => Hear(told.Payload);
        // CA2100: the channel is a checked word.
#pragma warning disable CA2100
        await using var listen = new NpgsqlCommand("LISTEN " + settings.Channel, _connection);
#pragma warning restore CA2100
        await listen.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        (_pause, _lost) = (FirstPause, false);
        logger.FeedHeard(settings.Name);
    }

    private void Hear(string payload)
    {
        if (Parse(payload) is { } change)
        {
            _heard.Add(change);
        }
    }

    private async Task LoseAsync(Exception e, CancellationToken ct)
    {
        await CloseAsync().ConfigureAwait(false);
        if (!_lost)
        {
            _lost = true;
            logger.FeedLost(settings.Name, Faults.Reason(e));
        }

        await Task.Delay(_pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            _heard.Clear();
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
