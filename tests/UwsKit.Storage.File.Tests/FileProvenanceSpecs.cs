using UwsKit.Storage.File;
using UwsKit.Testing;

namespace UwsKit.Tests.Files;

public sealed class FileProvenanceSpecs : ProvenanceSpecs
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("uwskit-provenance-");

    protected override ValueTask<IStorage> CreateAsync() => new(new FileStorage(new() { Root = Path.Combine(_folder.FullName, "root") }));

    protected override async ValueTask<IStorage?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}
