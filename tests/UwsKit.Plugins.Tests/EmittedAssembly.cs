using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace UwsKit.Plugins.Tests;

/// <summary>An assembly of metadata only: a plugin as it would come out of a build against other contracts and packages.</summary>
internal sealed record EmittedAssembly(string Name)
{
    /// <summary>Its own version.</summary>
    public Version Version { get; init; } = new(1, 0, 0, 0);
    /// <summary>What its attributes say; empty = no attribute.</summary>
    public IReadOnlyList<(PluginKind Kind, string Type, string Contract)> Plugins { get; init; } = [(PluginKind.Storage, "Some.Plugin", PluginContract.Version)];
    /// <summary>The UwsKit.Abstractions that it was built with.</summary>
    public Version Abstractions { get; init; } = new(1, 0, 0, 0);
    /// <summary>What else it was built with.</summary>
    public IReadOnlyList<(string Name, Version Version)> References { get; init; } = [];

    public void Write(string file)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString(Name + ".dll"), metadata.GetOrAddGuid(new Guid(1, 2, 3, new byte[8])), default, default);
        var assembly = metadata.AddAssembly(metadata.GetOrAddString(Name), Version, default, default, default, AssemblyHashAlgorithm.Sha1);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var runtime = Reference("System.Runtime", new Version(10, 0, 0, 0));
        foreach (var (name, version) in References)
        {
            Reference(name, version);
        }

        if (Plugins.Count > 0)
        {
            var contract = Reference("UwsKit.Abstractions", Abstractions);
            var constructor = metadata.AddMemberReference(Type(contract, "UwsKit", nameof(UwsPluginAttribute)), metadata.GetOrAddString(".ctor"), Signature(contract));
            foreach (var plugin in Plugins)
            {
                metadata.AddCustomAttribute(assembly, constructor, Arguments(plugin));
            }
        }

        var image = new BlobBuilder();
        new ManagedPEBuilder(new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        File.WriteAllBytes(file, image.ToArray());

        AssemblyReferenceHandle Reference(string name, Version version)
            => metadata.AddAssemblyReference(metadata.GetOrAddString(name), version, default, default, default, default);

        TypeReferenceHandle Type(AssemblyReferenceHandle scope, string space, string name)
            => metadata.AddTypeReference(scope, metadata.GetOrAddString(space), metadata.GetOrAddString(name));

        BlobHandle Signature(AssemblyReferenceHandle contract)
        {
            var blob = new BlobBuilder();
            new BlobEncoder(blob).MethodSignature(isInstanceMethod: true).Parameters(3, r => r.Void(), p =>
            {
                p.AddParameter().Type().Type(Type(contract, "UwsKit", nameof(PluginKind)), isValueType: true);
                p.AddParameter().Type().Type(Type(runtime, "System", "Type"), isValueType: false);
                p.AddParameter().Type().String();
            });
            return metadata.GetOrAddBlob(blob);
        }

        BlobHandle Arguments((PluginKind Kind, string Type, string Contract) plugin)
        {
            var blob = new BlobBuilder();
            new BlobEncoder(blob).CustomAttributeSignature(
                a =>
                {
                    a.AddArgument().Scalar().Constant((int)plugin.Kind);
                    a.AddArgument().Scalar().SystemType(plugin.Type);
                    a.AddArgument().Scalar().Constant(plugin.Contract);
                },
                named => named.Count(0));
            return metadata.GetOrAddBlob(blob);
        }
    }
}
