using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace UwsKit;

/// <summary>What an assembly says about itself in its metadata. Read from the file: nothing of it is loaded or run.</summary>
/// <param name="References">Assemblies that it was built against.</param>
/// <param name="Plugins">Its <see cref="UwsPluginAttribute"/>s.</param>
internal sealed record PluginManifest(IReadOnlyList<(string Name, Version Version)> References, IReadOnlyList<DeclaredPlugin> Plugins)
{
    /// <summary>Reads an assembly.</summary>
    /// <exception cref="BadImageFormatException">It is none, or damaged; the message says which.</exception>
    public static PluginManifest Read(string file)
    {
        string fault;
        Exception? cause = null;
        using var stream = File.OpenRead(file);
        try
        {
            using var image = new PEReader(stream);
            fault = stream.Length == 0 ? "the file is empty"
                : !image.HasMetadata || !image.GetMetadataReader().IsAssembly ? "it is not a .NET assembly"
                : image.PEHeaders.SectionHeaders.Any(s => (long)s.PointerToRawData + s.SizeOfRawData > stream.Length) ? "the file is cut short"
                : "";
            if (fault.Length == 0)
            {
                return Read(image.GetMetadataReader());
            }
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException or EndOfStreamException)
        {
            (fault, cause) = ("it is not a .NET assembly, or damaged", e);
        }

        throw new BadImageFormatException(fault, cause);
    }

    private static PluginManifest Read(MetadataReader reader)
    {
        var references = reader.AssemblyReferences.Select(reader.GetAssemblyReference).Select(r => (reader.GetString(r.Name), r.Version));
        var plugins = reader.GetAssemblyDefinition().GetCustomAttributes().Select(reader.GetCustomAttribute)
            .Where(a => IsPluginAttribute(reader, a)).Select(a => Decode(reader.GetBlobReader(a.Value)));
        return new([.. references], [.. plugins]);
    }

    private static bool IsPluginAttribute(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        var type = reader.GetTypeReference((TypeReferenceHandle)parent);
        return type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && reader.StringComparer.Equals(type.Name, nameof(UwsPluginAttribute))
            && reader.StringComparer.Equals(type.Namespace, nameof(UwsKit))
            && reader.StringComparer.Equals(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name, HostAssemblies.Abstractions);
    }

    // ECMA-335 II.23.3: prolog, then the constructor's arguments: enum as int32, type as its name, string.
    private static DeclaredPlugin Decode(BlobReader value)
    {
        value.ReadUInt16();
        return new((PluginKind)value.ReadInt32(), value.ReadSerializedString() ?? "", value.ReadSerializedString() ?? "");
    }
}

/// <summary>One <see cref="UwsPluginAttribute"/>.</summary>
internal sealed record DeclaredPlugin(PluginKind Kind, string Type, string Contract);
