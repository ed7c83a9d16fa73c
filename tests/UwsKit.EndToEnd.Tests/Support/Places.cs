using System.Reflection;

namespace UwsKit.EndToEnd;

/// <summary>Where programs and files that the tests use lie.</summary>
internal static class Places
{
    public static string Repository { get; } = Metadata("Repository");
    public static string Configuration { get; } = Metadata("Configuration");
    public static string CtaService => Program("examples/CtaService");
    public static string Bare => Program("tests/UwsKit.EndToEnd.Tests/Hosts/Bare");

    /// <summary>A file beside the tests.</summary>
    public static string Beside(string path) => Path.Combine(AppContext.BaseDirectory, path);

    /// <summary>A file beside the repository that only some machines have; the test is skipped on the others.</summary>
    public static string Shared(string path)
    {
        var file = Path.GetFullPath(Path.Combine(Repository, "..", "shared", path));
        Assert.SkipUnless(File.Exists(file), $"there is no {file}");
        return file;
    }

    private static string Program(string project)
        => Path.Combine(Repository, project, "bin", Configuration, "net10.0", Path.GetFileName(project) + ".dll");

    private static string Metadata(string key)
        => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
