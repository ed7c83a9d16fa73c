namespace UwsKit;

/// <summary>What authors of descriptions do with every host: check their files, turn one form into the other.</summary>
internal sealed class DescriptionCommands : IHostCommand
{
    public IReadOnlyList<HostWord> Words { get; } =
    [
        new(DescriptionCheck.Word, "DIR", "check the description files of a folder, and nothing else"),
        new(DescriptionConversion.Word, "FROM TO", "turn a description in JSON into a VOTable, or the other way"),
    ];

    public Task<int> RunAsync(string word, string[] args)
    {
        var at = Array.IndexOf(args, word);
        return word == DescriptionCheck.Word
            ? DescriptionCheck.RunAsync(args.ElementAtOrDefault(at + 1), Console.Out, Console.Error)
            : DescriptionConversion.RunAsync(args.ElementAtOrDefault(at + 1), args.ElementAtOrDefault(at + 2), Console.Out, Console.Error);
    }
}
