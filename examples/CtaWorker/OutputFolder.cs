namespace CtaWorker;

/// <summary>Where results go. A result appears under its name only when it is whole.</summary>
internal sealed class OutputFolder
{
    private readonly string _path;

    public OutputFolder(string path) => _path = Directory.CreateDirectory(path).FullName;

    public StreamWriter CreateText(string name) => new(Path.Combine(_path, name)) { AutoFlush = true };

    public void Write(string name, Action<Stream> write)
    {
        using (var stream = CreatePart(name))
        {
            write(stream);
        }

        Finish(name);
    }

    public async Task WriteAsync(string name, Func<Stream, Task> write)
    {
        await using (var stream = CreatePart(name))
        {
            await write(stream);
        }

        Finish(name);
    }

    private FileStream CreatePart(string name) => new(PartOf(name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);

    private void Finish(string name) => File.Move(PartOf(name), Path.Combine(_path, name), overwrite: true);

    private string PartOf(string name) => Path.Combine(_path, name + ".part");
}
