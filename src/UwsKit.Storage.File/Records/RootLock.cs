using System.Globalization;
using System.Text;

namespace UwsKit.Storage.File;

/// <summary>The claim of one process on a folder of records. The system takes it back when the process ends, however it ends.</summary>
internal sealed class RootLock : IDisposable
{
    private readonly FileStream _file;

    private RootLock(FileStream file) => _file = file;

    /// <exception cref="UwsConfigurationException">Another process has it, or there are no locks here.</exception>
    public static RootLock Take(string root)
    {
        var path = Path.Combine(root, "lock");
        var file = OperatingSystem.IsLinux() ? OpenOnLinux(path, root) : OpenElsewhere(path);
        if (file is null)
        {
            throw new UwsConfigurationException(
                $"Storage:Root: '{root}': {Holder(path)} keeps job records there already; allowed: one process at a time, so end that one or give this one a folder of its own");
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}\n")));
        file.Flush();
        return new(file);
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux() && !_file.SafeFileHandle.IsClosed)
        {
            Native.Unlock(_file.SafeFileHandle);
        }

        _file.Dispose();
    }

    private static FileStream? OpenOnLinux(string path, string root)
    {
        var file = new FileStream(Native.OpenOrMake(path), FileAccess.ReadWrite, bufferSize: 0);
        try
        {
            if (Native.TryLock(file.SafeFileHandle))
            {
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new UwsConfigurationException($"Storage:Root: '{root}': the folder cannot be locked ({e.Message}); allowed: a folder on a file system with flock");
        }
    }

    private static FileStream? OpenElsewhere(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (System.IO.File.Exists(path))
        {
            return null;
        }
    }

    private static string Holder(string path)
    {
        const string somebody = "another process";
        try
        {
            using var file = OperatingSystem.IsLinux() ? RegularFile.TryOpen(path) : null;
            using var reader = new StreamReader(file ?? Stream.Null);
            var text = new string([.. (reader.ReadLine() ?? "").Where(c => !char.IsControl(c)).Take(200)]);
            return text.Length == 0 ? somebody : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return somebody;
        }
    }
}
