using System.Globalization;

namespace UwsKit;

/// <summary>How many entities an activity uses or generates (ProvenanceDM 1.0 §2.5): <c>1</c>, <c>0..1</c>, <c>*</c>, <c>3..*</c>.</summary>
/// <param name="Least">Fewest.</param>
/// <param name="Most">Most; null = any number.</param>
internal readonly record struct Multiplicity(int Least, int? Most)
{
    public const string Allowed = "a count such as 1, 0..1, *, 1..* or 2..4";

    /// <summary>Null when the text is none.</summary>
    public static Multiplicity? Parse(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var (low, high) = dots < 0 ? (text, text) : (text[..dots], text[(dots + 2)..]);
        if (high == "*")
        {
            return low == "*" ? new(0, null) : Count(low) is { } least ? new(least, null) : null;
        }

        return Count(low) is { } from && Count(high) is { } to && from <= to && to > 0 ? new(from, to) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Most is not { } most
        ? Least == 0 ? "*" : string.Create(CultureInfo.InvariantCulture, $"{Least}..*")
        : Least == most ? most.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Least}..{most}");

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
