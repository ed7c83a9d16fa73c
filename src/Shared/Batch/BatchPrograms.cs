namespace UwsKit.Batch;

/// <summary>Installs the wrapper and <c>uws-progress</c> below the root, where the nodes see them, and the spool folder.</summary>
internal sealed class BatchPrograms
{
    public BatchPrograms(string root)
    {
        Folder = ScriptFiles.Install(Path.Combine(root, ".programs"), ["wrapper.sh", "uws-progress"]);
        Wrapper = Path.Combine(Folder, "wrapper.sh");
        Spool = Path.Combine(root, ".spool");
        UnixFiles.MakeFolder(Spool);
    }

    /// <summary>Belongs at the front of the work's PATH.</summary>
    public string Folder { get; }
    public string Wrapper { get; }
    public string Spool { get; }
}
