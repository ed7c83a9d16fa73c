namespace CtaWorker.Simulation;

/// <summary>A spectrum dN/dE ~ E^-index between two energies in TeV.</summary>
internal sealed record PowerLaw(double Index, double MinEnergy, double MaxEnergy)
{
    // So close to 1 the integral of the power law is the logarithm.
    private bool IsLogarithmic => Math.Abs(Index - 1) < 1e-9;

    /// <summary>The integral of E^-index dE over the range.</summary>
    public double Integral => IsLogarithmic
        ? Math.Log(MaxEnergy / MinEnergy)
        : (Math.Pow(MaxEnergy, 1 - Index) - Math.Pow(MinEnergy, 1 - Index)) / (1 - Index);

    /// <summary>An energy of this spectrum for an even random number in [0, 1).</summary>
    public double Draw(double u)
    {
        if (IsLogarithmic)
        {
            return MinEnergy * Math.Pow(MaxEnergy / MinEnergy, u);
        }

        var low = Math.Pow(MinEnergy, 1 - Index);
        var high = Math.Pow(MaxEnergy, 1 - Index);
        return Math.Clamp(Math.Pow(low + u * (high - low), 1 / (1 - Index)), MinEnergy, MaxEnergy);
    }
}
