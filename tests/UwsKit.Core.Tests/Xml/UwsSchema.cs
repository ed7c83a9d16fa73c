using System.Xml;
using System.Xml.Schema;

namespace UwsKit.Xml;

/// <summary>The schema of the standard, from the folder beside the repository; tests that need it are skipped where it is absent.</summary>
internal static class UwsSchema
{
    private static readonly Lazy<XmlSchemaSet?> Set = new(Load);

    public static string? Shared { get; } = Find();

    public static IReadOnlyList<string> Faults(byte[] xml)
    {
        Assert.SkipUnless(Set.Value is not null, "the schemas of the standard are not beside the repository");
        List<string> faults = [];
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Set.Value!, XmlResolver = null };
        settings.ValidationEventHandler += (_, e) =>
        {
            if (e.Severity == XmlSeverityType.Error)
            {
                faults.Add(e.Message);
            }
        };
        using var reader = XmlReader.Create(new MemoryStream(xml), settings);
        while (reader.Read())
        {
        }

        return faults;
    }

    private static XmlSchemaSet? Load()
    {
        if (Shared is null)
        {
            return null;
        }

        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var file in new[] { "w3c/xml.xsd", "w3c/xlink.xsd", "ivoa/UWS-v1.1.xsd" })
        {
            using var reader = XmlReader.Create(Path.Combine(Shared, "xsd", file), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            set.Add(null, reader);
        }

        set.Compile();
        return set;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UwsKit.sln")))
            {
                var shared = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared"));
                return Directory.Exists(Path.Combine(shared, "xsd")) ? shared : null;
            }
        }

        return null;
    }
}
