using System.Security.Cryptography;

namespace UwsKit.Batch;

/// <summary>Installs the wrapper and <c>uws-progress</c> below the root, where the nodes see them, and the spool folder.</summary>
internal sealed class BatchPrograms
{
    public BatchPrograms(string root)
    {
        var wrapper = Resource("wrapper.sh");
        var progress = Resource("uws-progress");
        // A shell reads its script as it goes: another version must not replace one that runs, so each has a folder of its own.
        Folder = Path.Combine(root, ".programs", Convert.ToHexStringLower(SHA256.HashData([.. wrapper, .. progress]))[..12]);
        Wrapper = Path.Combine(Folder, "wrapper.sh");
        Spool = Path.Combine(root, ".spool");
        UnixFiles.MakeFolder(Folder);
        UnixFiles.MakeFolder(Spool);
        Install(Wrapper, wrapper);
        Install(Path.Combine(Folder, "uws-progress"), progress);
    }

    /// <summary>Belongs at the front of the work's PATH.</summary>
    public string Folder { get; }
    public string Wrapper { get; }
    public string Spool { get; }

    private static void Install(string path, byte[] content)
    {
        if (!File.Exists(path))
        {
            UnixFiles.Write(path, content, UnixFiles.Executable);
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(BatchPrograms).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
