using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Takes entries without ever holding a request back, and writes them in their order. A disk that fails stops nothing: it is logged, the host's health is
/// degraded, entries wait in memory and are written when the disk is back; how many had to be given up is told in the file. Thread-safe.
/// </summary>
internal sealed class AuditTrail : BackgroundService
{
    private const int MaxWaiting = 10_000;
    private const int MaxBatch = 256 * 1024;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Channel<byte[]>? _waiting;
    private readonly AuditFile? _file;
    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RefusalTally _refusals;
    private ITimer? _minute;
    private long _lost;

    public AuditTrail(UwsConfiguration configuration, IOptions<UwsOptions> host, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _time, _log, _refusals) = (configuration.Audit, time, logs.CreateLogger("UwsKit.Audit"), new(host.Value.Node, time));
        if (_options.File is { Length: > 0 })
        {
            _file = new(_options, time);
            _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }, _ => Interlocked.Increment(ref _lost));
        }
    }

    /// <summary>Why the file cannot be written at present; null = it can, or there is none.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether owners' reads are told.</summary>
    public bool Reads => _options.Reads;

    /// <summary>Opens the file; one that cannot be opened stops the start.</summary>
    public void Open() => _file?.Open();

    /// <summary>Takes an entry.</summary>
    public void Add(AuditEntry entry)
    {
        // As in the logs of web servers: what is not known is a dash, so that each line has the same parts.
        var did = entry.Times is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times} times more") : entry.Did;
        AuditLog.Entry(
            _log, entry.Who ?? "nobody", entry.Method, entry.Resource, entry.List ?? "-", entry.Job ?? "-", did ?? "-", entry.Ground ?? "-", entry.Status, entry.From ?? "-");
        _waiting?.Writer.TryWrite(entry.ToLine());
    }

    /// <summary>Takes a refusal (401, 403, 429), or only counts it where its caller has had many in this minute.</summary>
    public void AddRefusal(AuditEntry refusal)
    {
        if (_refusals.IsTold(refusal))
        {
            Add(refusal);
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _minute = _time.CreateTimer(_ => TellCounted(), null, Minute, Minute);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Ends only when all is written, or cannot be: the web server has stopped before.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _minute?.Dispose();
        TellCounted();
        _waiting?.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        _file?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_waiting is not null && await _waiting.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
        {
            using var batch = new MemoryStream();
            while (batch.Length < MaxBatch && _waiting.Reader.TryRead(out var line))
            {
                batch.Write(line);
            }

            // A disk may hang: not on a thread that requests need.
            while (!await Task.Factory.StartNew(() => TryAppend(batch), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false))
            {
                await Task.Delay(TimeSpan.FromSeconds(5), _time, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private void TellCounted()
    {
        foreach (var entry in _refusals.Turn())
        {
            Add(entry);
        }
    }

    private bool TryAppend(MemoryStream batch)
    {
        try
        {
            _file!.Append(batch.GetBuffer().AsSpan(0, (int)batch.Length));
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            {
                _file.Append(System.Text.Encoding.UTF8.GetBytes($"{{\"time\":\"{UwsTime.Format(_time.GetUtcNow())}\",\"lost\":{lost}}}\n"));
            }

            if (Fault is not null)
            {
                Fault = null;
                AuditLog.Back(_log, _options.File!);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Fault is null)
            {
                AuditLog.Away(_log, _options.File!, e.Message);
            }

            Fault = e.Message;
            return false;
        }
    }
}
