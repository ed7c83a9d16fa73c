namespace UwsKit;

/// <summary>Checks the description files of a folder (JSON and VOTables) from the command line, for the authors of descriptions and their continuous integration.</summary>
internal static class DescriptionCheck
{
    /// <summary>The argument that asks for it; the folder follows.</summary>
    public const string Word = "--check-descriptions";

    private const int WrongUsage = 64;
    private const int WrongConfiguration = 78;

    /// <returns>0 = all are sound, and what they do not say of their VOTables is printed; 78 = faults, printed one a line as <c>file:line:column: what is wrong</c>; 64 = no folder was named.</returns>
    public static async Task<int> RunAsync(string? folder, TextWriter output, TextWriter error)
    {
        if (string.IsNullOrEmpty(folder))
        {
            await error.WriteLineAsync($"{Word}: a folder is needed; allowed: {Word} DIR").ConfigureAwait(false);
            return WrongUsage;
        }

        try
        {
            var source = JsonDescriptionSource.FromFolder(folder);
            foreach (var difference in source.Differences)
            {
                await output.WriteLineAsync(difference).ConfigureAwait(false);
            }

            var names = source.List().Select(d => d.Name).ToList();
            await output.WriteLineAsync($"{names.Count} descriptions are sound{(names.Count == 0 ? "" : $": {string.Join(", ", names)}")}.").ConfigureAwait(false);
            return 0;
        }
        catch (UwsConfigurationException e)
        {
            foreach (var fault in e.Faults)
            {
                // Bare lines: editors and build servers find the place.
                await error.WriteLineAsync(fault).ConfigureAwait(false);
            }

            return WrongConfiguration;
        }
    }
}
