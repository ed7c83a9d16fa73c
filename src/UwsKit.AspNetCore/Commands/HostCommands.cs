using System.Reflection;

namespace UwsKit;

/// <summary>The words of a host's command line: those of every host and those that packages add; all else there is settings.</summary>
internal sealed class HostCommands(IEnumerable<IHostCommand> added, string? usage)
{
    public const string Check = "--check";

    private const int WrongUsage = 64;

    private static readonly string[] Help = ["--help", "-h"];

    private readonly IReadOnlyList<IHostCommand> _commands = [new DescriptionCommands(), .. added];

    private static HostWord[] Own =>
    [
        new(Check, "", "load, open and check everything that is configured, ask the managers, and end"),
        new("--version", "", "tell the versions"),
        new("--help", "", "tell this"),
    ];

    private IEnumerable<HostWord> Words => [Own[0], .. _commands.SelectMany(c => c.Words), .. Own[1..]];

    /// <summary>Does what the arguments ask for, if it is something that needs no sound configuration.</summary>
    /// <returns>The exit status; null = nothing of that kind is asked for.</returns>
    public async Task<int?> RunAsync(string[] args)
    {
        if (Array.Exists(args, Help.Contains))
        {
            return Tell([$"Usage: {Name} [--Section:Key=value ...] [WORD]", "Without a word it serves, until it is stopped.", "", .. Words.Select(Line), .. usage is null ? Array.Empty<string>() : [usage.TrimEnd()],
                "", "Settings come from appsettings.json, the environment (Section__Key) and the command line."]);
        }

        if (args.Contains("--version"))
        {
            return Tell([$"{Name} {VersionOf(Assembly.GetEntryAssembly())} (UwsKit {VersionOf(typeof(HostCommands).Assembly)}, .NET {Environment.Version})"]);
        }

        foreach (var command in _commands)
        {
            if (Array.Find(args, a => command.Words.Any(w => w.Word == a)) is { } asked)
            {
                // Before the checks: what it makes may be what they miss.
                return await command.RunAsync(asked, args).ConfigureAwait(false);
            }
        }

        foreach (var arg in args.Where(a => a.StartsWith("--", StringComparison.Ordinal) && !a.AsSpan().ContainsAny(":=")))
        {
            // A setting that nothing reads is no fault; a word that is misspelt would start a service that nobody asked for.
            if (Words.FirstOrDefault(w => w.Word != arg && Distance(w.Word, arg) <= 2) is { } meant)
            {
                await Console.Error.WriteLineAsync($"'{arg}' is not a word of the command line; did you mean {meant.Word}? --help tells them all").ConfigureAwait(false);
                return WrongUsage;
            }
        }

        return null;
    }

    private static string Name => Assembly.GetEntryAssembly()?.GetName().Name ?? "the host";

    private static string Line(HostWord word) => $"  {word.Word} {word.Values}".TrimEnd() is { Length: <= 36 } said ? $"{said,-38}{word.Meaning}" : $"  {word.Word} {word.Values}\n{"",-38}{word.Meaning}";

    // Without the commit that the SDK appends.
    private static string VersionOf(Assembly? assembly) => assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";

    private static int Tell(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    /// <summary>How many letters have to be put in, left out or replaced to make one word of the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[^1];
    }
}
