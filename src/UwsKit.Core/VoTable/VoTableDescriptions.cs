namespace UwsKit;

/// <summary>
/// Job descriptions as VOTables in the layout of ProvenanceDM's ActivityDescription, as OPUS keeps them: a resource with the groups <c>InputParams</c>,
/// <c>Used</c> and <c>Generated</c>. What only one of the two forms can say is reported by name. Thread-safe.
/// </summary>
public static class VoTableDescriptions
{
    /// <summary>
    /// Reads a description (VOTable 1.0 to 1.5, no DTD, no entities of its own, at most 4 MiB) and judges it as one in JSON. What is run is the script
    /// <c>NAME.sh</c> beside it, with the name that the resource says.
    /// </summary>
    /// <param name="votable">The file.</param>
    /// <param name="source">Its name for messages.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    /// <exception cref="UwsConfigurationException">Every fault, as <c>source:line:column: what is wrong</c>.</exception>
    public static VoTableImport Read(Stream votable, string source, string? baseDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(votable);
        ArgumentNullException.ThrowIfNull(source);
        return Parse(DescriptionFile.ReadAll(votable, source), source, baseDirectory);
    }

    /// <summary>Writes a description as VOTable 1.4.</summary>
    /// <returns>What the VOTable does not say, one line each; empty = <see cref="Read"/> gives back the same description.</returns>
    public static IReadOnlyList<string> Write(Stream target, JobDescription description)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(description);
        var (table, differences) = Serialize(description);
        target.Write(table);
        return differences;
    }

    /// <summary>The description for clients: the same, of which nothing says what is run, for no VOTable of this layout does.</summary>
    internal static byte[] Serve(JobDescription description) => Serialize(description).Table;

    internal static (byte[] Table, IReadOnlyList<string> Differences) Serialize(JobDescription description)
        => (VoTableWriter.Write(w => ActivityWriter.Write(w, description)), ActivityDifferences.Find(description));

    internal static VoTableImport Parse(byte[] votable, string source, string? baseDirectory)
    {
        var notes = new ActivityNotes(source);
        var description = new ActivityReader(notes).Read(VoTableReader.Read(votable, source)) with { BaseDirectory = baseDirectory };
        return notes.Judge(description);
    }
}
