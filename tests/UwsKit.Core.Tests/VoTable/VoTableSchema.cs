using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using UwsKit.Xml;

namespace UwsKit.VoTable;

/// <summary>The schema of VOTable 1.4, from the folder beside the repository; tests that need it are skipped where it is absent.</summary>
internal static class VoTableSchema
{
    public static void Validate(string xml)
    {
        Assert.SkipUnless(UwsSchema.Shared is not null, "the schemas are not beside the repository");
        var set = new XmlSchemaSet { XmlResolver = null };
        using var schema = XmlReader.Create(Path.Combine(UwsSchema.Shared!, "xsd", "ivoa/VOTable-1.4.xsd"), new() { DtdProcessing = DtdProcessing.Ignore });
        set.Add(null, schema);
        List<string> faults = [];
        XDocument.Parse(xml).Validate(set, (_, e) => { if (e.Severity == XmlSeverityType.Error) faults.Add(e.Message); });
        faults.Should().BeEmpty();
    }
}
