using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>
/// Writes a VOTable 1.4 element by element, in UTF-8 without BOM: well-formed whatever the texts hold, and with line ends that come back as they were. The
/// order of the elements is the caller's. Not thread-safe.
/// </summary>
internal sealed class VoTableWriter
{
    // CheckCharacters is off because every text passes XmlText.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false), CheckCharacters = false, CloseOutput = false, Indent = true, IndentChars = " ", NewLineChars = "\n",
        NewLineHandling = NewLineHandling.Entitize,
    };

    // Never disposed, for that would end the elements of a table that failed half-way.
    private readonly XmlWriter _xml;

    public VoTableWriter(Stream target)
    {
        _xml = XmlWriter.Create(target, Settings);
        Start("VOTABLE");
        Attribute("version", VoTableNames.Version);
    }

    /// <summary>A whole table in memory.</summary>
    public static byte[] Write(Action<VoTableWriter> write)
    {
        using var buffer = new MemoryStream();
        var w = new VoTableWriter(buffer);
        write(w);
        w.Complete();
        return buffer.ToArray();
    }

    public void StartResource(string type, string? utype = null, string? id = null, string? name = null)
    {
        Start("RESOURCE");
        Attribute("type", type);
        Attribute("utype", utype);
        Attribute("ID", id);
        Attribute("name", name);
    }

    public void StartGroup(string name, string? utype = null, string? reference = null)
    {
        Start("GROUP");
        Attribute("name", name);
        Attribute("utype", utype);
        Attribute("ref", reference);
    }

    /// <summary>A table of these columns, and the beginning of its rows.</summary>
    public void StartTable(IEnumerable<VoParam> fields)
    {
        Start("TABLE");
        foreach (var field in fields)
        {
            Column("FIELD", field, null);
        }

        Start("DATA");
        Start("TABLEDATA");
    }

    public void EndTable()
    {
        End();
        End();
        End();
    }

    /// <summary>A row; null = an empty cell.</summary>
    public void Row(params ReadOnlySpan<string?> cells)
    {
        Start("TR");
        foreach (var cell in cells)
        {
            Start("TD");
            Text(cell);
            End();
        }

        End();
    }

    public void Param(VoParam param) => Column("PARAM", param, param.Value);

    public void Info(string name, string value, string? text = null)
    {
        Start("INFO");
        Attribute("name", name);
        Attribute("value", value);
        Text(text);
        End();
    }

    public void Description(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Start("DESCRIPTION");
            Text(text);
            End();
        }
    }

    /// <summary>Ends a resource or group.</summary>
    public void End() => _xml.WriteEndElement();

    /// <summary>Ends the table, which stays visibly unfinished without this.</summary>
    public void Complete()
    {
        _xml.WriteEndDocument();
        _xml.Flush();
    }

    private void Column(string element, VoParam column, string? value)
    {
        Start(element);
        Attribute("name", column.Name);
        Attribute("ID", column.Id);
        Attribute("datatype", column.Datatype);
        Attribute("arraysize", column.Arraysize);
        Attribute("value", value);
        Attribute("type", column.Type);
        Attribute("xtype", column.Xtype);
        Attribute("unit", column.Unit);
        Attribute("ucd", column.Ucd);
        Attribute("utype", column.Utype);
        Attribute("ref", column.Ref);
        Description(column.Description);
        Values(column);
        End();
    }

    private void Values(VoParam column)
    {
        if (column is { Min: null, Max: null, Options.Count: 0 })
        {
            return;
        }

        Start("VALUES");
        Bound("MIN", column.Min);
        Bound("MAX", column.Max);
        foreach (var (value, title) in column.Options)
        {
            Start("OPTION");
            Attribute("name", title);
            Attribute("value", value);
            End();
        }

        End();
    }

    private void Bound(string element, string? value)
    {
        if (value is not null)
        {
            Start(element);
            Attribute("value", value);
            End();
        }
    }

    private void Start(string element) => _xml.WriteStartElement(element, VoTableNames.Namespace);

    private void Attribute(string name, string? value)
    {
        if (value is not null)
        {
            _xml.WriteAttributeString(name, XmlText.Clean(value));
        }
    }

    private void Text(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _xml.WriteString(XmlText.Clean(text));
        }
    }
}
