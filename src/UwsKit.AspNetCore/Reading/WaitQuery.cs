namespace UwsKit;

/// <summary>A blocking request for a job (UWS 1.1 §2.2.1.2).</summary>
/// <param name="Time">How long; negative = as long as the service allows.</param>
/// <param name="Phases">Block only in one of these; null = in any phase that may block.</param>
internal sealed record WaitQuery(TimeSpan Time, PhaseSet? Phases)
{
    /// <summary>Reads WAIT and PHASE, names in any case; null = no WAIT. Repeated: the shortest WAIT, any of the PHASEs.</summary>
    /// <exception cref="UwsException">WAIT is neither -1 nor a whole number of seconds. A PHASE that is no phase matches none instead.</exception>
    public static WaitQuery? Read(IReadOnlyList<PostedValue> query)
    {
        long? seconds = null;
        PhaseSet? phases = null;
        foreach (var (name, value, _) in query)
        {
            if (name.Equals(ControlParameters.Wait, StringComparison.OrdinalIgnoreCase))
            {
                seconds = Math.Min(seconds ?? long.MaxValue, ReadSeconds(value));
            }
            else if (name.Equals(ControlParameters.Phase, StringComparison.OrdinalIgnoreCase))
            {
                phases = ExecutionPhaseWords.TryParse(value, out var phase) ? (phases ?? default).With(phase) : phases ?? default;
            }
        }

        return seconds is { } s ? new(s > int.MaxValue ? TimeSpan.FromSeconds(-1) : TimeSpan.FromSeconds(s), phases) : null;
    }

    // Unlimited is more than any number, so that of several WAITs the shortest counts.
    private static long ReadSeconds(string? text)
        => text == "-1" ? long.MaxValue
        : ControlParameters.ReadDigits(text) ?? throw ControlParameters.Bad("WAIT", text, "a whole number of seconds, or -1 for as long as possible");
}
