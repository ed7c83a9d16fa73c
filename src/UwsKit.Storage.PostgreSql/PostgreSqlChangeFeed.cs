using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Tells what any node changed, from PostgreSQL's <c>LISTEN</c>: one connection for each watch (a host has one), which waits without polling and is
/// made anew when it is lost. Needs a direct connection, not one through a transaction pooler. Thread-safe.
/// </summary>
/// <param name="options">The same as for the storage.</param>
/// <param name="time">Measures the pauses between attempts to connect; null = the system's clock.</param>
/// <param name="logger">Null = nothing is logged.</param>
/// <exception cref="UwsConfigurationException">The options cannot be used.</exception>
public sealed class PostgreSqlChangeFeed(PostgreSqlStorageOptions options, TimeProvider? time = null, ILogger<PostgreSqlChangeFeed>? logger = null) : IChangeFeed
{
    private readonly Settings _settings = new(options);

    /// <inheritdoc/>
    /// <remarks>The first thing told, and the first after each reconnection, is <see cref="JobChange.Gap"/>.</remarks>
    public async IAsyncEnumerable<JobChange> WatchAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var listener = new Listener(_settings, time ?? TimeProvider.System, logger ?? NullLogger<PostgreSqlChangeFeed>.Instance);
        await using var closing = listener.ConfigureAwait(false);
        while (!ct.IsCancellationRequested)
        {
            foreach (var change in await listener.NextAsync(ct).ConfigureAwait(false))
            {
                yield return change;
            }
        }
    }
}
