using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>Many connections that ask one after the other, each as fast as it is answered.</summary>
internal sealed class Load(Uri host) : IDisposable
{
    private readonly Uri _host = host;
    private PolledConnections? _polled;
    private readonly List<HttpConnection> _connections = [];

    public IReadOnlyList<HttpConnection> Connections => _connections;

    public static async Task<Load> OpenAsync(Uri host, int connections)
    {
        var load = new Load(host);
        for (var i = 0; i < connections; i++)
        {
            load._connections.Add(await HttpConnection.OpenAsync(host));
        }

        return load;
    }

    /// <summary>Requests per second that were answered as expected; asked by one thread over connections of its own.</summary>
    public Task<double> RateAsync(TimeSpan time, int status, Func<int, int, byte[]> request)
    {
        _polled ??= PolledConnections.Open(_host, _connections.Count);
        return Task.Factory.StartNew(() => _polled.Rate(time, status, request), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Median time of one request after the other over one connection, in milliseconds.</summary>
    public async Task<double> LatencyAsync(int requests, byte[] request)
    {
        var times = new double[requests];
        for (var i = 0; i < requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Expect(200, (await _connections[0].AskAsync(request)).Status);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Rounds.Median(times);
    }

    public static void Expect(int expected, int status)
    {
        if (status != expected)
        {
            throw new InvalidOperationException($"Answered {status}, expected {expected}.");
        }
    }

    public void Dispose()
    {
        _connections.ForEach(c => c.Dispose());
        _polled?.Dispose();
    }
}
