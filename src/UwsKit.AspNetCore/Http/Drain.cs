using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// How a node leaves a group of nodes without a failed request. Asked to stop, it says so on its health check, ends every WAIT and closes each connection
/// with its answer; then it takes no more connections (a proxy is refused and goes to the next node); then it serves what comes on the open ones; only then the
/// web server stops, which waits for the requests that are under way.
/// </summary>
internal sealed class Drain(ListenSockets sockets, UwsHttpOptions options, ILogger log)
{
    // Long enough for connections that are made to be accepted and to bring their first bytes, on a busy machine too.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);

    /// <summary>Puts the drain before the stop of the host; once, however often the resources are mapped.</summary>
    public static void Attach(IServiceProvider services, UwsHttpOptions options)
    {
        var sockets = new ListenSockets();
        var drain = new Drain(sockets, options, services.GetRequiredService<ILoggerFactory>().CreateLogger("UwsKit.Http"));
        if (services.GetRequiredService<StopSteps>().TryAdd(nameof(Drain), drain.RunAsync))
        {
            sockets.Watch(services.GetRequiredService<IOptions<SocketTransportOptions>>().Value);
        }
    }

    /// <summary>Drains. Measured by the system's clock, whatever the host's is: it is the peers' patience that counts.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (sockets.IsEmpty)
        {
            return;
        }

        log.Draining(options.StopDelay.TotalSeconds, options.DrainTime.TotalSeconds);
        await PauseAsync(options.StopDelay, ct).ConfigureAwait(false);
        sockets.HoldNewcomers();
        await PauseAsync(Settle, ct).ConfigureAwait(false);
        sockets.Close();
        await PauseAsync(options.DrainTime, ct).ConfigureAwait(false);
    }

    private static Task PauseAsync(TimeSpan time, CancellationToken ct)
        => Task.Delay(time, TimeProvider.System, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
