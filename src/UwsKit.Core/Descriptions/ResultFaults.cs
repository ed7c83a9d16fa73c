using System.Net.Http.Headers;
using System.Text;

namespace UwsKit;

/// <summary>Finds what is wrong with the descriptions of results.</summary>
internal static class ResultFaults
{
    public static void Find(IReadOnlyList<ResultDescription> results, List<DescriptionFault> faults)
    {
        foreach (var (i, r) in results.Index())
        {
            var (place, at) = ($"results[{i}]", $"result '{ParameterText.Show(r.Name)}'");
            if (!IsSegment(r.Name))
            {
                faults.Add(new($"{place}.name", $"{at}: this name is not allowed; allowed: one path segment without control characters, at most 255 bytes"));
            }

            if (r.FilePattern is { } file && !IsSegment(file))
            {
                faults.Add(new($"{place}.filePattern", $"{at}: filePattern '{ParameterText.Show(file)}' is not allowed; allowed: one file name, no folder"));
            }

            if (r.MediaType is { } media && !MediaTypeHeaderValue.TryParse(media, out _))
            {
                faults.Add(new($"{place}.mediaType", $"{at}: mediaType '{ParameterText.Show(media)}' is not allowed; allowed: a media type such as image/fits"));
            }

            if (r.PreviewOf is { } of && (of == r.Name || results.All(other => other.Name != of)))
            {
                faults.Add(new($"{place}.previewOf", $"{at}: previewOf '{ParameterText.Show(of)}' is no other result; results: {string.Join(", ", results.Select(o => ParameterText.Show(o.Name)))}"));
            }
        }
    }

    private static bool IsSegment(string name)
        => name.Length > 0 && name is not ("." or "..") && Encoding.UTF8.GetByteCount(name) <= 255 && XmlText.IsLegal(name)
            && !name.Any(c => c is '/' or '\\' || char.IsControl(c)) && name.Trim() == name;
}
