using System.Reflection;
using UwsKit.Testing;

namespace UwsKit.Core.Tests.InProcess;

public sealed class InMemoryStorageSpecs : StorageSpecs
{
    protected override ValueTask<IStorage> CreateAsync() => new(new InMemoryStorage());
}

public sealed class InMemoryProvenanceSpecs : ProvenanceSpecs
{
    protected override ValueTask<IStorage> CreateAsync() => new(new InMemoryStorage());
}

public sealed class InMemoryFilesSpecs : FileStorageSpecs
{
    protected override bool StreamsFromDisk => false;

    protected override ValueTask<IFileStorage> CreateAsync() => new(new InMemoryFiles(TimeProvider.System));
}

public sealed class InMemoryDescriptionsSpecs : DescriptionArchiveSpecs
{
    protected override ValueTask<IDescriptionArchive> CreateAsync() => new(new InMemoryFiles(TimeProvider.System));
}

public sealed class CoreSpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(InMemoryStorage).Assembly;

    // Its work is C# code, so it cannot run the command lines of ManagerSpecs; InProcessManagerSpecs says the same in its words.
    protected override IReadOnlyList<Type> Ignored => [typeof(InProcessManager)];
}
