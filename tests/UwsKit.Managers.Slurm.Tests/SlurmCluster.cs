using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>A real SLURM of two nodes on this machine, in a folder of its own; absent where its programs are. Other test projects link this file: it needs no other of this one.</summary>
public class SlurmCluster : IDisposable
{
    private const int PortsOfCluster = 5;
    private readonly string? _script;
    private readonly Dictionary<string, string> _environment = [];

    public SlurmCluster()
    {
        var script = Path.Combine(FindRoot(), "..", "shared", "tools", "slurm-dev.sh");
        WhyNot = !File.Exists(script) ? "the cluster script ../shared/tools/slurm-dev.sh is not there"
            : Missing("slurmctld", "slurmd", "sbatch", "munged") is { } missing ? $"'{missing}' is not installed (Debian: slurmctld slurmd slurm-client munge)" : null;
        if (WhyNot is not null)
        {
            return;
        }

        _script = script;
        // A socket's path may have 107 bytes.
        Folder = Directory.CreateTempSubdirectory("uwslurm").FullName;
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Port = Ports.FreeRow(PortsOfCluster);
        _environment = new()
        {
            ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["SLURM_DEV_DIR"] = Folder, ["SLURM_DEV_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
            ["SLURM_DEV_NODES"] = "2", ["SLURM_DEV_CPUS"] = "32", ["SLURM_DEV_KILLWAIT"] = "4", ["SLURM_CONF"] = Path.Combine(Folder, "slurm.conf"),
        };
        try
        {
            if (Extra() is { Length: > 0 } extra)
            {
                File.WriteAllText(Path.Combine(Folder, "extra.conf"), extra);
            }

            Up();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string? WhyNot { get; }
    public string Folder { get; } = "";
    public string Conf => Path.Combine(Folder, "slurm.conf");

    /// <summary>The controller's; the nodes have the two after it, and two more are free for a cluster's own daemons.</summary>
    protected int Port { get; }

    /// <summary>The site's script, where the cluster calls it.</summary>
    public string SiteScript => Path.Combine(Folder, "uws-job-ended");

    /// <summary>Lines of slurm.conf that replace those of the same key.</summary>
    protected virtual string Extra() => "";

    protected static string? Missing(params string[] programs) => programs.FirstOrDefault(p => ProgramFile.FindInPath(p, "/usr/sbin:/usr/bin:/sbin:/bin") is null);

    protected void InstallSiteScript()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "site", "uws-job-ended"), SiteScript);
        File.SetUnixFileMode(SiteScript, UnixFiles.Executable);
    }

    protected void Script(string verb)
    {
        var (code, output) = Run("bash", _script!, verb);
        code.Should().Be(0, "slurm-dev.sh {0} said: {1}", verb, output);
    }

    public void Need() => Assert.SkipUnless(WhyNot is null, WhyNot ?? "");

    public void Up()
    {
        // On a busy machine the script may look for the controller before it has written its process number, and give up.
        if (Run("bash", _script!, "up").Code != 0)
        {
            SpinWait.SpinUntil(() => File.Exists(Path.Combine(Folder, "run", "slurmctld.pid")), TimeSpan.FromSeconds(60)).Should().BeTrue("the controller should write its process number");
            Script("up");
        }
    }

    /// <summary>Runs a command as the cluster's operator.</summary>
    public string Operator(string program, params string[] arguments)
    {
        var (code, output) = Run(program, arguments);
        code.Should().Be(0, "{0} {1} said: {2}", program, string.Join(' ', arguments), output);
        return output;
    }

    /// <summary>Sends a signal to the controller.</summary>
    public void SignalController(string signal) => Operator("kill", "-s", signal, ControllerId());

    /// <summary>Stops the controller, and waits until it is gone. Not by SIGKILL: it would forget which numbers it gave last, and a node refuses one that it has seen end.</summary>
    public void StopController()
    {
        var id = ControllerId();
        Operator("kill", "-s", "TERM", id);
        SpinWait.SpinUntil(() => (UnixFiles.TryRead($"/proc/{id}/stat") ?? ") Z").Contains(") Z"), TimeSpan.FromSeconds(60)).Should().BeTrue("the controller should be gone");
    }

    private string ControllerId() => File.ReadAllText(Path.Combine(Folder, "run", "slurmctld.pid")).Trim();

    public (int Code, string Output) Run(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Clear();
        foreach (var (name, value) in _environment)
        {
            info.Environment[name] = value;
        }

        // The daemons inherit these pipes, so the end of the output is not waited for.
        using var process = Process.Start(info)!;
        var output = new List<string>();
        process.OutputDataReceived += (_, e) => { lock (output) { output.Add(e.Data ?? ""); } };
        process.ErrorDataReceived += (_, e) => { lock (output) { output.Add(e.Data ?? ""); } };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit(TimeSpan.FromSeconds(60)).Should().BeTrue("{0} should end", program);
        if (program != "bash")
        {
            process.WaitForExit();
        }

        lock (output)
        {
            return (process.ExitCode, string.Join('\n', output).Trim());
        }
    }

    /// <summary>Starts a daemon that stays in the foreground.</summary>
    protected Process Start(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Clear();
        foreach (var (name, value) in _environment)
        {
            info.Environment[name] = value;
        }

        var process = Process.Start(info)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public virtual void Dispose()
    {
        if (_script is not null)
        {
            Run("bash", _script, "down", "--wipe");
        }

        GC.SuppressFinalize(this);
    }

    public static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "UwsKit.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
