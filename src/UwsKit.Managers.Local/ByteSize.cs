using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Local;

/// <summary>Sizes as people write them.</summary>
internal static partial class ByteSize
{
    public const string Allowed = "a size such as 500 MB, 2 GB or 2 GiB, from 1 MB to 1000 TB";

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Reads a size; null = it is none, or out of the range allowed.</summary>
    public static long? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value;
        var power = unit.Length == 0 ? 0 : Math.Max(0, "BKMGT".IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal));
        var size = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * Math.Pow(unit.Contains('i', StringComparison.Ordinal) ? 1024 : 1000, power);
        return size is >= 1e6 and <= 1e15 ? (long)size : null;
    }

    /// <summary>Writes a size with two or three figures, such as <c>2.1 GB</c>.</summary>
    public static string Format(long bytes)
    {
        var (value, power) = ((double)bytes, 0);
        for (; value >= 999.5 && power < Units.Length - 1; power++)
        {
            value /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture)} {Units[power]}");
    }

    [GeneratedRegex("^(?<number>[0-9]{1,18}([.][0-9]+)?) ?(?<unit>B|[kKMGT]B|[KMGT]iB)?$")]
    private static partial Regex Form();
}
