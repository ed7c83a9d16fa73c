using System.Globalization;

namespace UwsKit;

/// <summary>A file parameter: an upload, or a URL that the service fetches, or the file that the job has, or was cloned from, already.</summary>
internal static class FileFieldWriter
{
    public static void Write(HtmlWriter html, JobForm form, ParameterDescription d, IReadOnlyList<string> values, bool needed)
    {
        var file = form.FileOf(d.Name);
        var kept = file is not null && !form.Dropped.Contains(d.Name);
        if (file is not null && form.Edited is null)
        {
            html.Write($"""<label class="tick"><input type="checkbox" name="{PageForm.Keep}" value="{d.Name}"{new HtmlAttribute("checked", kept)}> once more the file {h => Name(h, file)}</label>""");
        }
        else if (file is not null)
        {
            html.Write($"<p>At present: {h => Name(h, file)}. A file chosen here replaces it.</p>");
        }

        html.Write($"""
            <label class="upload">Upload <input type="file" name="{d.Name}"{new HtmlAttribute("accept", Accept(d.MediaType))}{new HtmlAttribute("data-max", d.MaxSize?.ToString(CultureInfo.InvariantCulture))}{new HtmlAttribute("multiple", d.Repeatable)}{new HtmlAttribute("data-needed", needed && !kept)}></label>
            <label>or a URL that the service fetches <input type="url" name="{d.Name}" value="{(values.Count > 0 ? values[0] : null)}" placeholder="https://"></label>
            """);
        for (var i = 1; i < values.Count; i++)
        {
            html.Write($"""<input type="url" name="{d.Name}" value="{values[i]}" aria-label="URL {i + 1}">""");
        }
    }

    private static void Name(HtmlWriter html, JobFile file) => html.Write($"<bdi>{file.OriginalName ?? file.Name}</bdi> ({Show.Bytes(file.Size)})");

    // Browsers know no media type of FITS or VOTable; a filter by it would hide every file.
    private static string? Accept(string? mediaType) => mediaType switch
    {
        "application/fits" or "image/fits" => ".fits,.fit,.fts,.fz,.gz,application/fits",
        "application/x-votable+xml" => ".vot,.xml,.votable,application/x-votable+xml",
        _ => null,
    };
}
