using System.Reflection;
using Xunit;

namespace UwsKit.Testing;

/// <summary>
/// The guard of a provider's test project: fails when a storage, file storage, manager, change feed, keeper of leases, of quotas, of descriptions or of provenance of the
/// provider has no spec class. Derive once, name the provider's assembly; what cannot have specs goes into <see cref="Ignored"/>, with the reason in a comment.
/// </summary>
public abstract class AllSpecsAreUsed
{
    private static readonly (Type Contract, Type Specs)[] Suites =
    [
        (typeof(IStorage), typeof(StorageSpecs)),
        (typeof(IFileStorage), typeof(FileStorageSpecs)),
        (typeof(IManager), typeof(ManagerSpecs)),
        (typeof(IChangeFeed), typeof(ChangeFeedSpecs)),
        (typeof(ILeases), typeof(LeaseSpecs)),
        (typeof(IProvenanceArchive), typeof(ProvenanceSpecs)),
        (typeof(IQuotaStorage), typeof(QuotaSpecs)),
        (typeof(IDescriptionArchive), typeof(DescriptionArchiveSpecs)),
    ];

    /// <summary>The provider's assembly.</summary>
    protected abstract Assembly Provider { get; }

    /// <summary>Public classes of the provider that need no specs.</summary>
    protected virtual IReadOnlyList<Type> Ignored => [];

    [Fact]
    public void Every_provider_has_its_specs()
    {
        var faults = Suites.Select(suite => Fault(suite.Contract, suite.Specs)).OfType<string>().ToList();

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void The_assembly_has_a_provider_and_the_ignore_list_names_only_those()
    {
        var providers = Suites.SelectMany(s => Implementations(s.Contract)).ToHashSet();

        Assert.True(providers.Count > 0, $"{Provider.GetName().Name} has no public class that implements a contract of UwsKit.");
        Assert.All(Ignored, type => Assert.Contains(type, providers));
    }

    private string? Fault(Type contract, Type specs)
    {
        var providers = Implementations(contract).Except(Ignored).ToList();
        var used = GetType().Assembly.GetExportedTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(specs)).ToList();
        return used.Count >= providers.Count ? null
            : $"{providers.Count} {contract.Name} ({string.Join(", ", providers.Select(t => t.Name))}), but only {used.Count} public classes derive from {specs.Name}.";
    }

    private IEnumerable<Type> Implementations(Type contract) => Provider.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(contract));
}
