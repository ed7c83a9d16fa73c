using System.Diagnostics;

namespace UwsKit.Managers.Local;

/// <summary>
/// The process that looks after the jobs when the server is gone: it waits for the end of its standard input, which only the server's end, or
/// <see cref="Dispose"/>, brings about. One for a manager, instead of a timer for each job. Thread-safe.
/// </summary>
internal sealed class Guard(ProcessStartInfo start) : IDisposable
{
    private readonly Lock _lock = new();
    private Process? _process;
    private bool _disposed;

    /// <summary>Sees to it that it runs.</summary>
    public void Ensure()
    {
        lock (_lock)
        {
            if (_disposed || _process is { HasExited: false })
            {
                return;
            }

            _process?.Dispose();
            _process = Process.Start(start);
        }
    }

    /// <summary>The guard takes over.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _disposed = true;
                _process?.StandardInput.Close();
                _process?.Dispose();
            }
        }
    }
}
