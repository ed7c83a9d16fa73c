using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>The page with the form for a new job, or for the parameters of a PENDING one.</summary>
internal static class FormPage
{
    // So many parameters without a group are shown at once; more of them are folded unless they are needed.
    private const int Shown = 6;

    public static Task WriteAsync(UwsCall call, JobForm form, int status = StatusCodes.Status200OK)
    {
        var (list, description) = (form.List, form.List.Description);
        var title = form.Edited is null ? $"New job: {description.Title ?? list.Name}" : $"Parameters of {Show.Short(form.Edited.Id)}";
        var token = call.Host.Pages.Tokens.Get(call.Http);
        var page = new PageContent("form", title) { List = list, Job = form.Edited };
        page.With("title", html => Title(html, title, form))
            .With("faults", html => Faults(html, form.Faults))
            .With("examples", html => Examples(html, page, form))
            .With("form", html => Form(html, page, form, token));
        return call.Host.Pages.WriteAsync(call, page, status);
    }

    private static void Title(HtmlWriter html, string title, JobForm form)
    {
        html.Write($"<h1>{title}</h1>\n");
        if (form.Edited is null && form.List.Description.Text is { } text)
        {
            html.Write($"""<p class="lead">{text}</p>""");
        }

        if (form.Cloned is { } cloned)
        {
            html.Write($"""<p>Filled with the values of job <code>{Show.Short(cloned.Id)}</code> <bdi>{cloned.RunId}</bdi>.</p>""");
        }
    }

    private static void Faults(HtmlWriter html, FormFaults faults)
    {
        if (faults.All.Count == 0)
        {
            return;
        }

        html.Write($"""<div class="faults" role="alert" tabindex="-1"><h2>Nothing was sent off yet</h2><ul>""");
        foreach (var (fields, text) in faults.All)
        {
            html.Write($"<li>");
            foreach (var field in fields)
            {
                html.Write($"""<a href="#p-{field}">{field}</a> """);
            }

            html.Write($"{text}</li>");
        }

        html.Write($"</ul></div>\n");
    }

    private static void Examples(HtmlWriter html, PageContent page, JobForm form)
    {
        if (form.Edited is not null || form.List.Description.Examples.Count == 0)
        {
            return;
        }

        html.Write($"""<p class="examples">Examples to begin with: """);
        foreach (var example in form.List.Description.Examples)
        {
            var query = string.Join('&', example.Parameters.SelectMany(p => p.Value.Select(v => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(v)}")));
            html.Write($"""<a href="{page.Root}/{form.List.Name}/new?{query}">{example.Text ?? example.Name}</a> """);
        }

        html.Write($"</p>\n");
    }

    private static void Form(HtmlWriter html, PageContent page, JobForm form, string token)
    {
        var (list, url) = (form.List, $"{page.Root}/{form.List.Name}");
        var action = form.Edited is null ? $"{url}/new" : $"{url}/{form.Edited.Id.Value}/edit";
        html.Write($"""
            <form method="post" action="{action}" enctype="multipart/form-data" class="job" data-upload data-max="{list.MaxBody}">
            <input type="hidden" name="{PageForm.Token}" value="{token}">

            """);
        if (form.Cloned is { } cloned)
        {
            html.Write($"""<input type="hidden" name="{PageForm.From}" value="{cloned.Id.Value}">""");
        }

        Fields(html, form);
        Control(html, form);
        var cancel = form.Edited is null ? url : $"{url}/{form.Edited.Id.Value}";
        html.Write($"""
            <p class="actions"><button class="main" name="{PageForm.Action}" value="run">Run now</button> <button name="{PageForm.Action}" value="keep" formnovalidate>{(form.Edited is null ? "Save, run later" : "Save")}</button> <a class="button" href="{cancel}">Cancel</a></p>
            <p class="sending" hidden><progress max="100" aria-label="Upload"></progress> <span></span></p>
            </form>

            """);
    }

    private static void Fields(HtmlWriter html, JobForm form)
    {
        var loose = form.List.Description.Parameters.Where(d => string.IsNullOrEmpty(d.Group)).ToList();
        var first = loose.Count <= Shown ? loose : [.. loose.Where((d, i) => i < Shown || d.Required || form.Faults.Of(d.Name).Any())];
        foreach (var d in first)
        {
            FieldWriter.Write(html, form, d);
        }

        Group(html, form, "More parameters", [.. loose.Except(first)]);
        foreach (var group in form.List.Description.Parameters.Where(d => !string.IsNullOrEmpty(d.Group)).GroupBy(d => d.Group!))
        {
            Group(html, form, group.Key, [.. group]);
        }
    }

    private static void Group(HtmlWriter html, JobForm form, string title, IReadOnlyList<ParameterDescription> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        var open = parameters.Any(d => (d.Required && d.AllDefaults.Count == 0) || form.Faults.Of(d.Name).Any() || !form.Values[d.Name].Where(v => v is { Length: > 0 }).SequenceEqual(d.AllDefaults));
        var summary = string.Join(", ", parameters.Select(d => (d, Value: string.Join(' ', form.Values[d.Name]))).Where(v => v.Value.Length > 0)
            .Select(v => $"{v.d.Title ?? v.d.Name} {Show.Cut(v.Value, 40)} {Show.Unit(v.d.Unit)}".TrimEnd()));
        html.Write($"""<details class="group"{new HtmlAttribute("open", open)}><summary>{title} <span class="quiet">{summary}</span></summary>""");
        foreach (var d in parameters)
        {
            FieldWriter.Write(html, form, d);
        }

        html.Write($"</details>\n");
    }

    private static void Control(HtmlWriter html, JobForm form)
    {
        var list = form.List;
        var (longest, usual) = (list.MaxExecutionDuration, list.DefaultExecutionDuration);
        var lifetime = list.DefaultLifetime;
        var open = form.RunId.Length + form.Duration.Length + form.Destruction.Length > 0 || form.Faults.All.Any(f => f.Fields.Any(n => n is "RUNID" or "DESTRUCTION" or "EXECUTIONDURATION"));
        html.Write($"""<details class="group"{new HtmlAttribute("open", open)}><summary>The job itself <span class="quiet">name, time limit, how long it is kept</span></summary>""");
        Text(html, form, "RUNID", "Name", form.RunId, "your own label, at most 64 characters", "64");
        Text(html, form, "EXECUTIONDURATION", "Time limit", form.Duration,
            $"such as 90s, 10m or 2h{(usual is { } u ? $"; empty: {Show.Duration(u)}" : "")}{(longest is { } l ? $"; at most {Show.Duration(l)}" : "")}", null);
        Text(html, form, "DESTRUCTION", "Kept until", form.Destruction,
            $"UTC, such as 2030-01-31T12:00:00Z{(lifetime is { } t && form.Edited is null ? $"; empty: {Show.Duration(t)} from now" : "")}{(list.Options.MaxLifetime is { } m ? $"; at most {string.Create(CultureInfo.InvariantCulture, $"{m.TotalDays:0.#}")} days from now" : "")}", null);
        html.Write($"</details>\n");
    }

    private static void Text(HtmlWriter html, JobForm form, string name, string label, string value, string help, string? maxLength)
    {
        var faults = string.Join(' ', form.Faults.Of(name));
        html.Write($"""
            <div class="field{(faults.Length > 0 ? " bad" : "")}"><label for="p-{name}">{label}</label><input id="p-{name}" name="{name}" value="{value}" aria-describedby="h-{name} e-{name}"{new HtmlAttribute("maxlength", maxLength)}{new HtmlAttribute("aria-invalid", faults.Length > 0 ? "true" : null)}>
            <p class="help" id="h-{name}">{help}</p><p class="fault" id="e-{name}">{faults}</p></div>

            """);
    }
}
