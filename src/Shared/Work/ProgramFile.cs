namespace UwsKit.Work;

/// <summary>Finds programs and scripts before anything is started, so that what is missing is said in one line.</summary>
internal static class ProgramFile
{
    /// <summary>
    /// The absolute path of a program: a plain name is looked for in <paramref name="path"/>, a relative path starts at the description's folder.
    /// </summary>
    public static string Find(string? program, string? baseFolder, string path)
    {
        if (string.IsNullOrEmpty(program))
        {
            throw new RefusedException("the description says neither a command nor a script");
        }

        if (program.Contains('/', StringComparison.Ordinal))
        {
            var full = Path.IsPathRooted(program) ? program
                : Path.GetFullPath(Path.Combine(baseFolder ?? throw new RefusedException($"cannot run '{program}': a relative path needs a description read from a file"), program));
            return Checked(program, full);
        }

        return FindInPath(program, path) ?? throw new RefusedException($"cannot run '{program}': not found");
    }

    /// <summary>The program of that name; null when no folder of the path has it.</summary>
    public static string? FindInPath(string name, string path)
        => path.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Select(f => Path.Combine(f, name)).FirstOrDefault(UnixFiles.IsExecutable);

    /// <summary>Where a description's script lies, and where its copy in the folder <paramref name="scripts"/> is run from.</summary>
    public static (string Copy, string Script) OfScript(string name, string? baseFolder, string scripts)
    {
        var from = Path.GetFullPath(baseFolder ?? throw new RefusedException($"the script '{name}' needs a description read from a file")) + "/";
        var full = Path.GetFullPath(Path.Combine(from, name));
        if (!full.StartsWith(from, StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new RefusedException($"the script '{name}' lies outside the folder of its description");
        }

        var real = new FileInfo(Checked(name, full)).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        return real.StartsWith(from, StringComparison.Ordinal)
            ? (Path.Combine(scripts, Path.GetFileName(full)), real)
            : throw new RefusedException($"the script '{name}' is a link that leaves the folder of its description");
    }

    private static string Checked(string shown, string full)
        => Directory.Exists(full) ? throw new RefusedException($"cannot run '{shown}': is a directory")
        : !File.Exists(full) ? throw new RefusedException($"cannot run '{shown}': not found")
        : UnixFiles.IsExecutable(full) ? full
        : throw new RefusedException($"cannot run '{shown}': not executable");
}
