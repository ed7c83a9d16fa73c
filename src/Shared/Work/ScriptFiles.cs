using System.Security.Cryptography;

namespace UwsKit.Work;

/// <summary>Installs the scripts that come inside this assembly.</summary>
internal static class ScriptFiles
{
    /// <summary>Installs scripts in a folder of their version: a shell reads its script as it goes, so another version must not replace one that runs.</summary>
    /// <returns>The folder, below <paramref name="parent"/>.</returns>
    public static string Install(string parent, IReadOnlyList<string> names)
    {
        var folder = Path.Combine(parent, Convert.ToHexStringLower(SHA256.HashData([.. names.SelectMany(Resource)]))[..12]);
        InstallIn(folder, names);
        return folder;
    }

    /// <summary>Installs scripts that are not there yet.</summary>
    public static void InstallIn(string folder, IReadOnlyList<string> names)
    {
        UnixFiles.MakeFolder(folder);
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                UnixFiles.Write(path, Resource(name), UnixFiles.Executable);
            }
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(ScriptFiles).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
