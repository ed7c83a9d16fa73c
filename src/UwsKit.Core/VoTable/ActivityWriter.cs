using System.Globalization;

namespace UwsKit;

/// <summary>Writes the resource of an ActivityDescription.</summary>
internal static class ActivityWriter
{
    public static void Write(VoTableWriter w, JobDescription d)
    {
        w.StartResource("meta", VoTableNames.Activity, VoTableNames.IsId(d.Name) ? d.Name : null, d.Name);
        w.Description(d.Text);
        Info(w, "title", d.Title);
        Info(w, "standardID", d.StandardId?.OriginalString);
        Param(w, "doculink", d.Documentation?.OriginalString, "voprov:ActivityDescription.doculink");
        Param(w, "type", d.ActivityType, "voprov:ActivityDescription.type");
        Param(w, "subtype", d.ActivitySubtype, "voprov:ActivityDescription.subtype");
        Param(w, "version", d.Version, "voprov:ActivityDescription.version");
        var (name, mail) = d.Contact is { } contact ? ContactText.Split(contact) : default;
        Param(w, "contact_name", name, "voprov:Agent.name");
        Param(w, "contact_email", mail, "voprov:Agent.email");
        if (d.ExecutionDuration is { } duration)
        {
            w.Param(new("executionDuration", "int", null) { Value = UwsXmlWriter.Seconds(duration).ToString(CultureInfo.InvariantCulture), Utype = "uws:Job.executionDuration" });
        }

        w.StartGroup("InputParams");
        foreach (var p in d.Parameters)
        {
            w.Param(VoShape.Of(p) with { Id = IdOf(d, p.Name), Value = p.AllDefaults is [var only] ? only : "", Type = p.Required ? null : "no_query", Description = p.Text });
        }

        w.End();
        w.StartGroup("Used");
        foreach (var p in d.Parameters.Where(p => p.Type is ParameterType.File))
        {
            w.StartGroup(p.Name, "voprov:UsedDescription", IdOf(d, p.Name));
            w.Description(p.Text);
            Param(w, "role", p.Name, "voprov:UsedDescription.role");
            Param(w, "multiplicity", MultiplicityOf(p).ToString(), "voprov:UsedDescription.multiplicity");
            Param(w, "default", p.AllDefaults is [var url] ? url : "", "voprov:Entity.id");
            Param(w, "content_type", p.MediaType ?? "", "voprov:EntityDescription.content_type");
            Param(w, "url", "file://$ID", "voprov:EntityDescription.url");
            w.End();
        }

        w.End();
        w.StartGroup("Generated");
        foreach (var r in d.Results)
        {
            Result(w, r);
        }

        w.End();
        w.End();
    }

    private static void Result(VoTableWriter w, ResultDescription r)
    {
        var several = r.FilePattern?.AsSpan().IndexOfAny('*', '?') >= 0;
        w.StartGroup(r.Name, "voprov:WasGeneratedBy");
        w.Description(r.Text);
        Param(w, "role", r.Name, "voprov:WasGeneratedByDescription.role");
        Param(w, "multiplicity", new Multiplicity(r.Required ? 1 : 0, several ? null : 1).ToString(), "voprov:WasGeneratedByDescription.multiplicity");
        Param(w, "default", r.FilePattern ?? r.Name, "voprov:Entity.id");
        Param(w, "content_type", r.MediaType ?? "", "voprov:EntityDescription.content_type");
        if (r.PreviewOf is not null)
        {
            Param(w, "type", ActivityResults.Preview, "voprov:WasGeneratedByDescription.type");
        }

        w.End();
    }

    private static Multiplicity MultiplicityOf(ParameterDescription p)
        => p.Repeatable ? new(p.Required ? p.MinCount ?? 1 : 0, p.MaxCount) : new(p.Required ? 1 : 0, 1);

    // IDs are unique in the whole document, and the resource has its name as one.
    private static string? IdOf(JobDescription d, string parameter) => VoTableNames.IsId(parameter) && parameter != d.Name ? parameter : null;

    private static void Info(VoTableWriter w, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            w.Info(name, value);
        }
    }

    private static void Param(VoTableWriter w, string name, string? value, string utype)
    {
        if (value is not null)
        {
            w.Param(new(name, value.All(char.IsAscii) ? "char" : "unicodeChar") { Value = value, Utype = utype });
        }
    }
}
