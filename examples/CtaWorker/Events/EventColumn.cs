using CtaWorker.Fits;

namespace CtaWorker.Events;

/// <summary>A table column with the factor that brings it to the unit that we work in: degrees, TeV.</summary>
internal sealed record EventColumn(TableColumn Column, double Factor)
{
    private static readonly Dictionary<string, double> Angles = new(StringComparer.Ordinal)
    {
        ["deg"] = 1,
        ["degree"] = 1,
        ["degrees"] = 1,
        ["rad"] = 180 / Math.PI,
    };

    private static readonly Dictionary<string, double> Energies = new(StringComparer.Ordinal)
    {
        ["TeV"] = 1,
        ["GeV"] = 1e-3,
        ["MeV"] = 1e-6,
        ["keV"] = 1e-9,
        ["eV"] = 1e-12,
    };

    public static EventColumn Angle(TableColumn column) => WithUnit(column, Angles);

    public static EventColumn Energy(TableColumn column) => WithUnit(column, Energies);

    public double Read(ReadOnlySpan<byte> row) => Column.Read(row) * Factor;

    /// <summary>A column that says no unit has the one that GADF prescribes, the first of the list.</summary>
    private static EventColumn WithUnit(TableColumn column, Dictionary<string, double> units)
        => units.TryGetValue(column.Unit ?? units.Keys.First(), out var factor)
            ? new EventColumn(column, factor)
            : throw new FitsException($"column {column.Name} has the unit '{column.Unit}': {string.Join(", ", units.Keys)} are understood");
}
