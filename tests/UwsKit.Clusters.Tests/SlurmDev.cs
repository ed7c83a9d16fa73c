using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using UwsKit.Clusters;

[assembly: AssemblyFixture(typeof(SlurmDev))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace UwsKit.Clusters;

/// <summary>A real SLURM of two nodes on this machine, in a folder and on ports of its own; absent where its programs are.</summary>
public sealed class SlurmDev : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly int _port = Ports.FreeRow(3);
    private string? _script;

    /// <summary>Why there is no cluster here; null = there is.</summary>
    public string? WhyNot { get; private set; }

    public string Conf => _folder["slurm.conf"];

    public async ValueTask InitializeAsync()
    {
        var script = Path.GetFullPath(Path.Combine(Places.Repository, "..", "shared", "tools", "slurm-dev.sh"));
        WhyNot = !File.Exists(script) ? "the cluster script ../shared/tools/slurm-dev.sh is not there"
            : new[] { "slurmctld", "slurmd", "sbatch", "munged", "curl" }.FirstOrDefault(p => !File.Exists("/usr/bin/" + p) && !File.Exists("/usr/sbin/" + p)) is { } missing
                ? $"'{missing}' is not installed (Debian: slurmctld slurmd slurm-client munge curl)" : null;
        if (WhyNot is null)
        {
            _script = script;
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
            await UpAsync();
        }
    }

    public void Need() => Assert.SkipUnless(WhyNot is null, WhyNot ?? "");

    public async Task UpAsync() => (await RunAsync("bash", _script!, "up")).Status.Should().Be(0, File.Exists(_folder["said"]) ? await File.ReadAllTextAsync(_folder["said"]) : "");

    /// <summary>A command as the operator of the cluster gives it.</summary>
    public async Task<string> OperatorAsync(string program, params string[] arguments)
    {
        var (status, said) = await RunAsync(program, arguments);
        status.Should().Be(0, "{0} {1} said: {2}", program, string.Join(' ', arguments), said);
        return said.Trim();
    }

    /// <summary>The jobs that SLURM has not ended, one a line as a format of squeue says.</summary>
    public async Task<IReadOnlyList<string>> QueueAsync(string format = "%A %T") => (await OperatorAsync("squeue", "-h", "-o", format)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task StopControllerAsync()
    {
        var pid = int.Parse((await File.ReadAllTextAsync(_folder["run/slurmctld.pid"])).Trim(), CultureInfo.InvariantCulture);
        Signals.Send(pid, Signals.Term);
        await Patience.UntilAsync(() => !Directory.Exists($"/proc/{pid}") || File.ReadAllText($"/proc/{pid}/status").Contains("State:\tZ", StringComparison.Ordinal), "the controller has ended");
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await RunAsync("bash", _script, "down");
        }

        await _folder.DisposeAsync();
    }

    // Into a file: the daemons inherit the outputs, so the end of a pipe would never come.
    private async Task<(int Status, string Said)> RunAsync(string program, params string[] arguments)
    {
        var said = _folder["said"];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$SAID\" 2>&1 </dev/null", "sh", program, .. arguments]);
        start.Environment.Clear();
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["SAID"] = said, ["UWSKIT_TEST_FOLDER"] = _folder.Path, ["SLURM_CONF"] = Conf, ["SLURM_DEV_DIR"] = _folder.Path,
            ["SLURM_DEV_PORT"] = _port.ToString(CultureInfo.InvariantCulture), ["SLURM_DEV_NODES"] = "2", ["SLURM_DEV_CPUS"] = "32", ["SLURM_DEV_KILLWAIT"] = "4",
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return (process.ExitCode, await File.ReadAllTextAsync(said));
    }

}
