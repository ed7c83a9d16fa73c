using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>What the results came from, as a drawing that is fetched when it is unfolded, how a reproduction compares, and the links for programs.</summary>
internal static partial class JobProvenancePart
{
    /// <summary>How the job compares with the one that it was made to reproduce, as far as the caller may read that one.</summary>
    public static async ValueTask<Reproduced?> CompareAsync(UwsCall call, Job job)
    {
        if (job.Reproduces is null || await call.Host.Reproduction.CompareAsync(job, call.Aborted).ConfigureAwait(false) is not { } compared)
        {
            return null;
        }

        var list = await call.Host.Descriptions.ListOfAsync(compared.Original, call.Host.Options.Defaults, call.Aborted).ConfigureAwait(false);
        return await call.Host.Access.MayReadAsync(call, list, compared.Original).ConfigureAwait(false)
            ? new($"{Pages.PathOf(call)}/{compared.Original.JobList}/{compared.Original.Id.Value}", compared.Lines) : null;
    }

    public static void Write(HtmlWriter html, Job job, JobUrl url, Reproduced? reproduced)
    {
        if (!PhaseRules.Final.Contains(job.Phase))
        {
            return;
        }

        string Graph(string format) => url.Below("provenance", $"RESPONSEFORMAT={format}");
        html.Write($"""
            <section{new HtmlAttribute("class", reproduced is null ? "screen" : null)}><h2>Where it came from</h2>
            <details class="snippet"><summary>Provenance: inputs, parameters, software and results as a drawing</summary>
            <p class="scroll" tabindex="0" role="region" aria-label="Provenance"><a href="{Graph("PROV-SVG")}"><img src="{Graph("PROV-SVG")}" alt="Graph of what this job used and made" loading="lazy"></a></p>
            <p>For programs: <a href="{Graph("PROV-JSON")}" download="provenance.json">PROV-JSON</a> <a href="{Graph("PROV-VOTABLE")}" download="provenance.vot">VOTable</a> <a href="{url.Below("links")}" download="links.vot">DataLink</a></p></details>

            """);
        if (reproduced is not null)
        {
            html.Write($"""<p>Made to reproduce <a href="{reproduced.Url}">an earlier job</a>:</p><ul class="compared">""");
            foreach (var line in reproduced.Lines)
            {
                html.Write($"<li>{Digest().Replace(line, m => m.Value[..12] + '…')}</li>");
            }

            html.Write($"</ul>\n");
        }

        html.Write($"</section>\n");
    }

    // The whole of it is in the document at reproduce; to be looked at, the beginning tells enough.
    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Digest();

    /// <summary>The job that was reproduced, and what is equal and what is not.</summary>
    internal sealed record Reproduced(string Url, IReadOnlyList<string> Lines);
}
