using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace UwsKit;

/// <summary>An immutable set of phases, kept in one word of bits. The default value is the empty set.</summary>
[CollectionBuilder(typeof(PhaseSet), nameof(Create))]
public readonly record struct PhaseSet : IReadOnlyCollection<ExecutionPhase>
{
    private readonly ushort _bits;

    private PhaseSet(int bits) => _bits = (ushort)bits;

    /// <summary>All ten phases.</summary>
    public static PhaseSet All { get; } = new((1 << 10) - 1);

    /// <summary>What a job list shows unless asked otherwise: everything but ARCHIVED (UWS 1.1 §2.2.2.1).</summary>
    public static PhaseSet Listed { get; } = All.Without(ExecutionPhase.Archived);

    /// <summary>How many phases the set holds.</summary>
    public int Count => BitOperations.PopCount(_bits);

    /// <summary>Makes a set; repeated phases count once.</summary>
    public static PhaseSet Create(params ReadOnlySpan<ExecutionPhase> phases)
    {
        var bits = 0;
        foreach (var phase in phases)
        {
            bits |= 1 << (int)phase;
        }

        return new(bits);
    }

    /// <summary>Whether the phase is in the set.</summary>
    public bool Contains(ExecutionPhase phase) => (_bits & (1 << (int)phase)) != 0;

    /// <summary>The set with one phase more.</summary>
    public PhaseSet With(ExecutionPhase phase) => new(_bits | (1 << (int)phase));

    /// <summary>The set with one phase less.</summary>
    public PhaseSet Without(ExecutionPhase phase) => new(_bits & ~(1 << (int)phase));

    /// <summary>The phases, in the order of <see cref="ExecutionPhase"/>.</summary>
    public IEnumerator<ExecutionPhase> GetEnumerator()
    {
        foreach (var phase in ExecutionPhaseWords.All)
        {
            if (Contains(phase))
            {
                yield return phase;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The words of the phases, separated by blanks.</summary>
    public override string ToString() => string.Join(' ', this.Select(p => p.ToWord()));
}
