namespace UwsKit.Managers.Slurm.Tests;

/// <summary>SLURM's commands as a manager finds them: each notes that it was called and goes on to the real one, unless the test says otherwise.</summary>
public sealed class CommandSpy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-spy-").FullName;

    public CommandSpy()
    {
        foreach (var program in new[] { "sbatch", "squeue", "scontrol", "scancel", "sacct" })
        {
            Does(program, $"exec /usr/bin/{program} \"$@\"");
        }
    }

    /// <summary>For <see cref="SlurmOptions.CommandPath"/>.</summary>
    public string Path => _folder;

    /// <summary>Says what a command does from now on, as text of a shell.</summary>
    public CommandSpy Does(string program, string script)
    {
        UnixFiles.Write(System.IO.Path.Combine(_folder, program), System.Text.Encoding.UTF8.GetBytes($"#!/bin/bash\nprintf '%s\\n' \"${{0##*/}} $*\" >>{_folder}/calls\nPATH=/usr/bin:/bin\n{script}\n"), UnixFiles.Executable);
        return this;
    }

    /// <summary>Lets every <c>scontrol ping</c> succeed: the controller goes away only after it.</summary>
    public CommandSpy PingsWell() => Does("scontrol", "[ \"$1\" != ping ] || exit 0\nexec /usr/bin/scontrol \"$@\"");

    /// <summary>The calls whose line begins so, <c>squeue</c> say.</summary>
    public int Count(string beginning) => (UnixFiles.TryRead(System.IO.Path.Combine(_folder, "calls")) ?? "").Split('\n').Count(l => l.StartsWith(beginning, StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
