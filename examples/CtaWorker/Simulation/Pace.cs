namespace CtaWorker.Simulation;

/// <summary>Stretches a run to a given wall time, so that its progress can be watched. Zero does not wait at all.</summary>
internal sealed class Pace(TimeSpan length, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Waits until this share (0..1) of the time is over. A timer, no thread, does the waiting.</summary>
    public async Task WaitAsync(double share, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var left = length * share - time.GetElapsedTime(_start);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }
    }
}
