using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// Tells what any node changed, from a MongoDB change stream, which is opened anew when it is lost. A server that offers none (no replica set, or an
/// account without the right) makes it tell <see cref="JobChange.Gap"/> every five seconds instead, so that those who wait look for themselves. Thread-safe.
/// </summary>
/// <param name="options">The same as for the storage.</param>
/// <param name="time">Measures the pauses; null = the system's clock.</param>
/// <param name="logger">Null = nothing is logged.</param>
/// <exception cref="UwsConfigurationException">The options cannot be used.</exception>
public sealed class MongoDbChangeFeed(MongoDbStorageOptions options, TimeProvider? time = null, ILogger<MongoDbChangeFeed>? logger = null) : IChangeFeed
{
    private readonly Settings _settings = new(options);

    /// <inheritdoc/>
    /// <remarks>The first thing told, and the first after each reconnection, is <see cref="JobChange.Gap"/>.</remarks>
    public async IAsyncEnumerable<JobChange> WatchAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var stream = new ChangeStream(_settings, time ?? TimeProvider.System, logger ?? NullLogger<MongoDbChangeFeed>.Instance);
        while (!ct.IsCancellationRequested)
        {
            foreach (var change in await stream.NextAsync(ct).ConfigureAwait(false))
            {
                yield return change;
            }
        }
    }
}
