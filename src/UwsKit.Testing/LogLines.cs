using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace UwsKit.Testing;

/// <summary>Keeps what was logged, one line each: level, event id, message, exception. Thread-safe.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The lines so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _lines.Enqueue(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{logLevel} {eventId.Id} {formatter(state, exception)}{(exception is null ? "" : " | " + exception)}"));
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
