using System.Globalization;

namespace CtaWorker;

/// <summary>Turns values into checked numbers and writes into the journal what the job runs with.</summary>
internal sealed class Parameters(ParameterValues values, Journal journal)
{
    public void RefuseUnknownOptions(IReadOnlyCollection<string> known) => values.RefuseUnknownOptions(known);

    /// <summary>The value of a parameter that has a default.</summary>
    public double Number(NumberParameter parameter)
        => Optional(parameter) ?? parameter.Default ?? throw WorkerException.Usage($"{parameter.Name} is needed ({parameter.Text})");

    /// <summary>The value or the default, null if there is neither.</summary>
    public double? Optional(NumberParameter parameter)
    {
        var given = values.Find(parameter.Name);
        var value = given is null ? parameter.Default : Parse(parameter, given);
        if (value is { } number)
        {
            Note(parameter.Name, $"{number.ToString(CultureInfo.InvariantCulture)} {parameter.Unit}".TrimEnd(), given is null);
        }

        return value;
    }

    public string? Text(string name)
    {
        var value = values.Find(name);
        if (value is not null)
        {
            Note(name, Path.GetFileName(value), isDefault: false);
        }

        return value;
    }

    private static double Parse(NumberParameter parameter, string text)
    {
        var understood = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && (!parameter.IsInteger || Math.Floor(value) == value);
        if (!understood)
        {
            throw WorkerException.Usage($"{parameter.Name} = {OneLine.Value(text)} is not {(parameter.IsInteger ? "an integer" : "a number")}");
        }

        // Written so that NaN fails as well.
        return value >= parameter.Min && value <= parameter.Max
            ? value
            : throw WorkerException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"{parameter.Name} = {OneLine.Of(text, 60)} is out of range: {parameter.Min} to {parameter.Max} {parameter.Unit}").TrimEnd());
    }

    private void Note(string name, string value, bool isDefault)
        => journal.Write($"{name} = {OneLine.Of(value, 100)}{(isDefault ? " (default)" : "")}");
}
