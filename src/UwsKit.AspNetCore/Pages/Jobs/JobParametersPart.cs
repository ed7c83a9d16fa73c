namespace UwsKit;

/// <summary>The parameters that a job has, in the order and with the labels of its description.</summary>
internal static class JobParametersPart
{
    private const int Longest = 1000;

    public static void Write(HtmlWriter html, JobList list, Job job, JobUrl url)
    {
        // The run id is the page's title already.
        var parameters = job.Parameters.Where(p => !p.Name.Equals(ControlParameters.RunId, StringComparison.OrdinalIgnoreCase)).ToList();
        if (parameters.Count == 0)
        {
            return;
        }

        var order = list.Description.Parameters.Select((d, i) => (d.Name, i)).ToDictionary(d => d.Name, d => d.i, StringComparer.OrdinalIgnoreCase);
        html.Write($"""<section><h2>Parameters</h2><div class="scroll"><table class="parameters"><thead><tr><th scope="col">Parameter</th><th scope="col">Value</th></tr></thead><tbody>""");
        foreach (var group in parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).OrderBy(g => order.GetValueOrDefault(g.Key, int.MaxValue)))
        {
            var d = list.Description.Parameters.FirstOrDefault(p => p.Name.Equals(group.Key, StringComparison.OrdinalIgnoreCase));
            html.Write($"""<tr><th scope="row"><bdi>{d?.Title ?? group.Key}</bdi></th><td>""");
            foreach (var value in group)
            {
                Value(html, value, d, url.Below($"parameters/{Uri.EscapeDataString(XmlText.Clean(group.Key))}"));
            }

            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table></div></section>\n");
    }

    private static void Value(HtmlWriter html, JobParameter value, ParameterDescription? d, string url)
    {
        html.Write($"<div>");
        if (value.File is { } file)
        {
            html.Write($"""<a href="{url}"><bdi>{file.OriginalName ?? value.Name}</bdi></a> <span class="quiet">{Show.Bytes(file.Size)}</span>""");
        }

        if (value is { ByReference: true, Value: { } link })
        {
            html.Write($""" <a href="{link}" rel="noreferrer"><bdi>{Show.Cut(link, 200)}</bdi></a>""");
        }
        else if (value is { File: null, Value: { } text })
        {
            html.Write($"""<span class="value"><bdi>{Show.Cut(text, Longest)}</bdi></span> <span class="unit">{Show.Unit(d?.Unit)}</span>""");
            if (text.Length > Longest)
            {
                html.Write($""" <a href="{url}">all of it</a>""");
            }
        }

        html.Write($"</div>");
    }
}
