using System.Numerics;

namespace CtaWorker.Simulation;

/// <summary>
/// The generator xoshiro256** of Blackman and Vigna (https://prng.di.unimi.it), seeded through SplitMix64 as they advise.
/// Not <see cref="Random"/>: its sequence for a seed may change between .NET releases, and a seed must mean the same
/// observation for years.
/// </summary>
internal sealed class Xoshiro256
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Xoshiro256(long seed)
    {
        var state = (ulong)seed;
        (_a, _b, _c, _d) = (SplitMix64(ref state), SplitMix64(ref state), SplitMix64(ref state), SplitMix64(ref state));
    }

    internal Xoshiro256(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Evenly in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The waiting time for the next of events that come once in a unit of time on average.</summary>
    public double Exponential() => -Math.Log(1 - Uniform());

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9e3779b97f4a7c15;
        var z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
