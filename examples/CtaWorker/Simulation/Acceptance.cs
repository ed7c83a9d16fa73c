namespace CtaWorker.Simulation;

/// <summary>How the camera's sensitivity falls with the angle from the pointing: a Gaussian, cut at the edge of the field of view.</summary>
internal sealed class Acceptance(double fieldOfView)
{
    private readonly double _sigma = fieldOfView / 4;
    private readonly double _edge = fieldOfView / 2;

    /// <summary>The sensitivity at an offset in degrees, 1 in the centre.</summary>
    public double At(double offset) => offset > _edge ? 0 : Math.Exp(-0.5 * (offset / _sigma) * (offset / _sigma));

    /// <summary>The offset of a background event for an even random number in [0, 1): Rayleigh's distribution up to the edge.</summary>
    public double Draw(double u) => _sigma * Math.Sqrt(-2 * Math.Log(1 - u * (1 - At(_edge))));
}
