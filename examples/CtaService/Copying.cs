using UwsKit;

namespace CtaService;

/// <summary>Copies all job records to a file, or from one, instead of serving: how a service moves to another storage.</summary>
internal sealed record Copying(string Word, string File)
{
    public const string Export = "--export", Import = "--import";

    private const int Usage = 64, DataError = 65, Unavailable = 69, InputOutputError = 74;

    /// <summary>What the arguments ask for; null = to serve.</summary>
    public static Copying? Of(string[] args)
        => Array.FindIndex(args, a => a is Export or Import) is >= 0 and var i ? new(args[i], i + 1 < args.Length ? args[i + 1] : "") : null;

    /// <summary>The arguments without the two of ours.</summary>
    public static IEnumerable<string> Without(string[] args) => args.Where((a, i) => a is not (Export or Import) && !(i > 0 && args[i - 1] is Export or Import));

    public async Task<int> RunAsync(IServiceProvider services)
    {
        if (File.Length == 0)
        {
            Console.Error.WriteLine($"{Word}: the name of a file is needed, as in {Word} jobs.jsonl");
            return Usage;
        }

        var storage = services.GetRequiredService<IStorage>();
        var provenance = services.GetService<IProvenanceArchive>() ?? storage as IProvenanceArchive;
        try
        {
            return Word == Export ? await ExportAsync(storage, provenance) : await ImportAsync(storage, provenance);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"{Word} '{File}': {e.Message}");
            return InputOutputError;
        }
        catch (UwsException e)
        {
            Console.Error.WriteLine($"{Word} '{File}': {e.Message} Repeat it: what was copied stays.");
            return Unavailable;
        }
    }

    // Written beside and renamed: a file of this name is a whole export.
    private async Task<int> ExportAsync(IStorage storage, IProvenanceArchive? provenance)
    {
        if (Path.Exists(File))
        {
            throw new IOException("There is such a file already; allowed: a name where there is none yet.");
        }

        ExportCounts counts;
        var draft = File + ".new";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 20 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var stream = new FileStream(draft, how))
        {
            counts = await JobCopy.ExportAsync(storage, provenance, stream, Console.Error.WriteLine, CancellationToken.None);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(draft, File);
        Console.WriteLine($"{counts.Exported} jobs exported to {File}; {counts.Gone} deleted meanwhile; {counts.Unreadable} unreadable. Provenance of {counts.Provenance} jobs.");
        return counts.Unreadable == 0 ? 0 : DataError;
    }

    private async Task<int> ImportAsync(IStorage storage, IProvenanceArchive? provenance)
    {
        await using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        var counts = await JobCopy.ImportAsync(stream, storage, provenance, Console.Error.WriteLine, CancellationToken.None);
        Console.WriteLine(
            $"{counts.Created} jobs imported from {File}; {counts.Present} were there already; {counts.Different} are there but differ; {counts.Broken} lines are broken. Provenance of {counts.Provenance} jobs.");
        return counts.Different + counts.Broken == 0 ? 0 : DataError;
    }
}
