using System.Globalization;

namespace UwsKit;

/// <summary>
/// Where the values of parameters are (UWS 1.1 §2.2.2.4): under <c>parameters/NAME</c>, those of several also each under a segment of its own: its number
/// from 1, or the name of an upload (DALI 1.1 §3.4.5). Pure.
/// </summary>
internal static class ParameterPlaces
{
    /// <summary>The segment below its name of each value, in order; null = it has none.</summary>
    public static string?[] Of(IReadOnlyList<JobParameter> parameters)
    {
        var counts = parameters.CountBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, int> seen = new(StringComparer.OrdinalIgnoreCase);
        return [.. parameters.Select(p =>
        {
            var number = seen[p.Name] = seen.GetValueOrDefault(p.Name) + 1;
            return DaliUpload.NameOf(p) ?? (counts[p.Name] == 1 ? null : number.ToString(CultureInfo.InvariantCulture));
        })];
    }

    /// <summary>The values of a name, in any case; with a place only that one. A single value also has the number 1.</summary>
    public static IReadOnlyList<(JobParameter Parameter, string? Place)> Find(IReadOnlyList<JobParameter> parameters, string name, string? place)
    {
        List<(JobParameter, string?)> found = [.. parameters.Zip(Of(parameters)).Where(p => p.First.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        return place is null ? found : found.FindAll(f => (f.Item2 ?? "1").Equals(place, StringComparison.OrdinalIgnoreCase));
    }
}
