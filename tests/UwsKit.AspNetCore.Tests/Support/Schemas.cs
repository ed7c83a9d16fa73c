using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using NJsonSchema;

namespace UwsKit;

/// <summary>The schemas beside the repository; tests that need them are skipped where they are not.</summary>
internal static class Schemas
{
    private static JsonSchema? _provJson;

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    public static void Validate(string xml, params string[] files)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Shared, "xsd")), "the schemas are not beside the repository");
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var file in files)
        {
            using var reader = XmlReader.Create(Path.Combine(Shared, "xsd", file), new() { DtdProcessing = DtdProcessing.Ignore });
            set.Add(null, reader);
        }

        set.Compile();
        List<string> faults = [];
        XDocument.Parse(xml).Validate(set, (_, e) => { if (e.Severity == XmlSeverityType.Error) faults.Add(e.Message); });
        faults.Should().BeEmpty();
    }

    /// <summary>PROV-JSON, whose schema is of JSON Schema's draft 4.</summary>
    public static async Task ValidateProvJsonAsync(string json)
    {
        var file = Path.Combine(Shared, "xsd", "prov", "prov-json.schema.json");
        Assert.SkipUnless(File.Exists(file), "the schema of PROV-JSON is not beside the repository");
        _provJson ??= await JsonSchema.FromJsonAsync(await File.ReadAllTextAsync(file));
        _provJson.Validate(json).Should().BeEmpty();
    }

    public static void ValidateUws(string xml) => Validate(xml, "w3c/xml.xsd", "w3c/xlink.xsd", "ivoa/UWS-v1.1.xsd");

    public static void ValidateVosi(string xml) => Validate(xml, [.. VoResource, "ivoa/VOSICapabilities-v1.0.xsd"]);

    public static void ValidateRecord(string xml) => Validate(xml, [.. VoResource, "ivoa/RegistryInterface-v1.0.xsd"]);

    private static readonly string[] VoResource = ["w3c/xml.xsd", "w3c/xlink.xsd", "ivoa/stc-v1.30.xsd", "ivoa/VOResource-v1.2.xsd", "ivoa/VODataService-v1.2.xsd"];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
