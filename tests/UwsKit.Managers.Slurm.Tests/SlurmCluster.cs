using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>A real SLURM of two nodes on this machine, in a folder of its own; absent where its programs are.</summary>
public class SlurmCluster : IDisposable
{
    private readonly string? _script;
    private readonly Dictionary<string, string> _environment = [];

    public SlurmCluster()
    {
        var script = Path.Combine(FindRoot(), "..", "shared", "tools", "slurm-dev.sh");
        WhyNot = !File.Exists(script) ? "the cluster script ../shared/tools/slurm-dev.sh is not there"
            : new[] { "slurmctld", "slurmd", "sbatch", "munged" }.FirstOrDefault(p => ProgramFile.FindInPath(p, "/usr/sbin:/usr/bin:/sbin:/bin") is null) is { } missing
                ? $"'{missing}' is not installed (Debian: slurmctld slurmd slurm-client munge)" : null;
        if (WhyNot is not null)
        {
            return;
        }

        _script = script;
        // A socket's path may have 107 bytes.
        Folder = Directory.CreateTempSubdirectory("uwslurm").FullName;
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _environment = new()
        {
            ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["SLURM_DEV_DIR"] = Folder, ["SLURM_DEV_PORT"] = FreePort().ToString(CultureInfo.InvariantCulture),
            ["SLURM_DEV_NODES"] = "2", ["SLURM_DEV_CPUS"] = "32", ["SLURM_DEV_KILLWAIT"] = "4", ["SLURM_CONF"] = Path.Combine(Folder, "slurm.conf"),
        };
        var (code, output) = Run("bash", _script, "up");
        if (code != 0)
        {
            Dispose();
            throw new InvalidOperationException($"The cluster did not come up: {output}");
        }
    }

    public string? WhyNot { get; }
    public string Folder { get; } = "";
    public string Conf => Path.Combine(Folder, "slurm.conf");

    public void Need() => Assert.SkipUnless(WhyNot is null, WhyNot ?? "");

    public void Up() => Run("bash", _script!, "up").Code.Should().Be(0);

    /// <summary>Runs a command as the cluster's operator.</summary>
    public string Operator(string program, params string[] arguments)
    {
        var (code, output) = Run(program, arguments);
        code.Should().Be(0, "{0} {1} said: {2}", program, string.Join(' ', arguments), output);
        return output;
    }

    /// <summary>Sends a signal to the controller.</summary>
    public void SignalController(string signal)
        => Operator("kill", "-s", signal, File.ReadAllText(Path.Combine(Folder, "run", "slurmctld.pid")).Trim());

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

    public void Dispose()
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

    // The nodes take the two ports after it.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return Math.Min(((IPEndPoint)listener.LocalEndpoint).Port, 65000) / 4 * 4;
    }
}

/// <summary>One that tests may break.</summary>
public sealed class FragileCluster : SlurmCluster;
