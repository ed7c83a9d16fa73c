namespace CtaWorker;

/// <summary>Where results go. A result appears under its name only when it is whole.</summary>
internal sealed class OutputFolder
{
    private readonly string _path;

    public OutputFolder(string path) => _path = Directory.CreateDirectory(path).FullName;

    public StreamWriter CreateText(string name) => new(Path.Combine(_path, name)) { AutoFlush = true };

    public void Write(string name, Action<Stream> write)
    {
        try
        {
            using (var stream = CreatePart(name))
            {
                write(stream);
            }

            Finish(name);
        }
        catch
        {
            Discard(name);
            throw;
        }
    }

    public async Task WriteAsync(string name, Func<Stream, Task> write)
    {
        try
        {
            await using (var stream = CreatePart(name))
            {
                await write(stream);
            }

            Finish(name);
        }
        catch
        {
            Discard(name);
            throw;
        }
    }

    private FileStream CreatePart(string name) => new(PartOf(name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);

    private void Finish(string name) => File.Move(PartOf(name), Path.Combine(_path, name), overwrite: true);

    private void Discard(string name)
    {
        // A folder of that name, or none any more: the first fault is the one to tell.
        if (File.Exists(PartOf(name)))
        {
            File.Delete(PartOf(name));
        }
    }

    private string PartOf(string name) => Path.Combine(_path, name + ".part");
}
