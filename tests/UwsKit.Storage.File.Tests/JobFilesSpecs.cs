using System.Reflection;
using UwsKit.Storage.File;
using UwsKit.Testing;

// Not UwsKit.Storage.File.Tests: in there, File would be the namespace and not the class.
namespace UwsKit.Tests.Files;

public sealed class JobFilesSpecs : FileStorageSpecs
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("uwskit-files-");
    private JobFiles? _files;

    protected override IJobDirectories? Directories => _files;

    protected override string? Surroundings => _folder.FullName;

    protected override ValueTask<IFileStorage> CreateAsync()
        => new(_files = new JobFiles(new JobFilesOptions { Root = Path.Combine(_folder.FullName, "root") }));

    protected override ValueTask CleanUpAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}

public sealed class DescriptionFilesSpecs : DescriptionArchiveSpecs
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("uwskit-descriptions-");

    protected override ValueTask<IDescriptionArchive> CreateAsync() => new(new JobFiles(new JobFilesOptions { Root = _folder.FullName }));

    protected override async ValueTask<IDescriptionArchive?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}

public sealed class SpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(JobFiles).Assembly;
}
