using System.Text;

namespace UwsKit.VoTable;

/// <summary>Hand-written tables, and shorthands for reading and writing.</summary>
internal static class VoSamples
{
    /// <summary>A job in the layout that OPUS keeps: one resource, three groups.</summary>
    public const string Stack = """
        <?xml version="1.0" encoding="UTF-8"?>
        <VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.3">
          <RESOURCE ID="stack" name="stack" type="meta" utype="voprov:ActivityDescription">
            <DESCRIPTION>Stacks two images</DESCRIPTION>
            <PARAM name="doculink" datatype="char" arraysize="*" value="https://example.org/stack" utype="voprov:ActivityDescription.doculink"/>
            <PARAM name="type" datatype="char" arraysize="*" value="Reduction" utype="voprov:ActivityDescription.type"/>
            <PARAM name="subtype" datatype="char" arraysize="*" value="" utype="voprov:ActivityDescription.subtype"/>
            <PARAM name="version" datatype="float" value="2.1" utype="voprov:ActivityDescription.version"/>
            <PARAM name="contact_name" datatype="char" arraysize="*" value="Ada L." utype="voprov:Agent.name"/>
            <PARAM name="contact_email" datatype="char" arraysize="*" value="ada@example.org" utype="voprov:Agent.email"/>
            <PARAM name="executionDuration" datatype="int" value="90" utype="uws:Job.executionDuration"/>
            <PARAM name="quote" datatype="int" value="30" utype="uws:Job.quote"/>
            <PARAM name="script" datatype="char" arraysize="*" value="cp $first $out"/>
            <GROUP name="InputParams">
              <PARAM ID="sigma" name="sigma" datatype="float" value="2.5" type="no_query" unit="pixel" ucd="stat.stdev">
                <DESCRIPTION>kernel width</DESCRIPTION>
                <VALUES><MIN value="0.1"/><MAX value="50"/></VALUES>
              </PARAM>
              <PARAM ID="mode" name="mode" datatype="char" arraysize="*" value="fast">
                <VALUES><OPTION value="fast"/><OPTION value="slow" name="slow but exact"/></VALUES>
              </PARAM>
              <PARAM name="level" datatype="unsignedByte" value="" type="no_query"/>
              <PARAM ID="mask" name="mask" datatype="char" arraysize="*" xtype="application/octet-stream" value="" type="no_query"/>
            </GROUP>
            <GROUP name="Used">
              <GROUP name="first" utype="voprov:UsedDescription">
                <DESCRIPTION>the first image</DESCRIPTION>
                <PARAM name="role" datatype="char" arraysize="*" value="" utype="voprov:UsedDescription.role"/>
                <PARAM name="multiplicity" datatype="char" arraysize="*" value="2..*" utype="voprov:UsedDescription.multiplicity"/>
                <PARAM name="default" datatype="char" arraysize="*" value="first.fits" utype="voprov:Entity.id"/>
                <PARAM name="content_type" datatype="char" arraysize="*" value="image/fits" utype="voprov:EntityDescription.content_type"/>
                <PARAM name="url" datatype="char" arraysize="*" value="file://$ID" utype="voprov:EntityDescription.url"/>
              </GROUP>
              <GROUP name="mask" ref="mask" utype="voprov:UsedDescription">
                <PARAM name="default" datatype="char" arraysize="*" value="m31" utype="voprov:Entity.id"/>
                <PARAM name="url" datatype="char" arraysize="*" value="https://example.org/masks/$ID.fits" utype="voprov:EntityDescription.url"/>
              </GROUP>
            </GROUP>
            <GROUP name="Generated">
              <GROUP name="out" utype="voprov:WasGeneratedBy">
                <DESCRIPTION>the stack</DESCRIPTION>
                <PARAM name="multiplicity" datatype="char" arraysize="*" value="1" utype="voprov:WasGeneratedByDescription.multiplicity"/>
                <PARAM name="default" datatype="char" arraysize="*" value="stack.fits" utype="voprov:Entity.id"/>
                <PARAM name="content_type" datatype="char" arraysize="*" value="image/fits" utype="voprov:EntityDescription.content_type"/>
              </GROUP>
              <GROUP name="logs" utype="voprov:WasGeneratedBy">
                <PARAM name="multiplicity" datatype="char" arraysize="*" value="*"/>
                <PARAM name="default" datatype="char" arraysize="*" value="*.log"/>
              </GROUP>
            </GROUP>
          </RESOURCE>
        </VOTABLE>
        """;

    public static VoTableImport Read(string xml) => VoTableDescriptions.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), "t.vot", "/srv/jobs");

    public static IReadOnlyList<string> Faults(string xml) => FluentActions.Invoking(() => Read(xml)).Should().Throw<UwsConfigurationException>().Which.Faults;

    /// <summary>A table with this resource content, on line 2 and after.</summary>
    public static string Activity(string content, string ns = "http://www.ivoa.net/xml/VOTable/v1.3")
        => $"<VOTABLE{(ns.Length > 0 ? $" xmlns='{ns}'" : "")} version='1.3'>\n<RESOURCE name='x' type='meta' utype='voprov:ActivityDescription'>{content}</RESOURCE></VOTABLE>";

    public static (string Xml, IReadOnlyList<string> Differences) Write(JobDescription description)
    {
        using var buffer = new MemoryStream();
        var differences = VoTableDescriptions.Write(buffer, description);
        return (Encoding.UTF8.GetString(buffer.ToArray()), differences);
    }
}
