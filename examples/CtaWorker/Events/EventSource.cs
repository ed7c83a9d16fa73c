using System.IO.Compression;
using CtaWorker.Simulation;

namespace CtaWorker.Events;

/// <summary>An event list that can be opened more than once: a file of the user, or the example that we make up.</summary>
internal sealed class EventSource
{
    private readonly Func<Stream> _open;

    private EventSource(string name, Func<Stream> open) => (Name, _open) = (name, open);

    /// <summary>What to call it towards the user: never the folder, which is the service's own.</summary>
    public string Name { get; }

    public static EventSource FromFile(string path, string? inputFolder)
    {
        var full = Path.GetFullPath(path, Path.GetFullPath(inputFolder ?? "."));
        return new EventSource(Path.GetFileName(full), () => OpenFile(full));
    }

    /// <summary>The observation that "simulate" makes with its defaults.</summary>
    public static EventSource Example()
    {
        using var memory = new MemoryStream();
        var observation = new Observation(SimulationParameters.Default);
        var writer = new EventListWriter(memory, observation);
        foreach (var simulated in observation.Events())
        {
            writer.Write(simulated);
        }

        writer.Complete();
        var bytes = memory.ToArray();
        return new EventSource("the simulated example", () => new MemoryStream(bytes, writable: false));
    }

    public EventListReader Open() => EventListReader.Open(_open());

    private static Stream OpenFile(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw WorkerException.BadData($"there is no file {OneLine.Value(Path.GetFileName(path))}");
        }

        // Archives hand out .fits.gz under any name: the first two bytes tell.
        var gzipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return gzipped ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1 << 16) : file;
    }
}
