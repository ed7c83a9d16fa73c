using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UwsKit.Managers.Slurm.Tests;

public sealed class SshTests(SlurmCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-ssh-").FullName;
    private Process? _server;

    [Fact]
    public async Task Jobs_are_submitted_probed_and_cancelled_by_ssh()
    {
        cluster.Need();
        var port = await StartServerAsync();
        await using var host = new TestHost(cluster, o => Use(o, port, Path.Combine(_folder, "known_hosts")));

        var end = await host.EndAsync(await host.StartAsync("echo run > $UWS_OUTPUT_DIR/out"));
        var job = await host.StartAndWaitAsync("exec sleep 600");
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Running);
        await host.Manager.CancelAsync(job, default);

        end.State.Should().Be(BackendState.Finished);
        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).State.Should().Be(BackendState.Cancelled);
    }

    [Fact]
    public async Task A_host_whose_key_is_not_known_is_not_talked_to()
    {
        cluster.Need();
        var port = await StartServerAsync();
        var empty = Path.Combine(_folder, "empty");
        File.WriteAllText(empty, "");
        await using var host = new TestHost(cluster, o => Use(o, port, empty));

        (await host.Manager.SubmitAsync(host.Shell("exit 0"), default)).Should().BeOfType<SubmitOutcome.Busy>().Which.Message.Should().Contain("Host key verification failed");
    }

    public void Dispose()
    {
        if (_server is { HasExited: false } server)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }

        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Use(SlurmOptions options, int port, string knownHosts)
        => (options.Host, options.Port, options.KeyFile, options.KnownHosts) = ("127.0.0.1", port, Path.Combine(_folder, "key"), knownHosts);

    private async Task<int> StartServerAsync()
    {
        var sshd = ProgramFile.FindInPath("sshd", "/usr/sbin");
        Assert.SkipUnless(sshd is not null && ProgramFile.FindInPath("ssh", "/usr/bin") is not null, "sshd or ssh is not installed (Debian: openssh-server openssh-client)");
        Assert.SkipUnless(Directory.Exists("/run/sshd") || Environment.UserName == "root", "/run/sshd is not there");
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd");
        }

        cluster.Operator("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_folder, "key"));
        cluster.Operator("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_folder, "host"));
        File.Copy(Path.Combine(_folder, "key.pub"), Path.Combine(_folder, "authorized"));
        var port = SlurmCluster.FreePort();
        File.WriteAllText(Path.Combine(_folder, "known_hosts"), $"[127.0.0.1]:{port.ToString(CultureInfo.InvariantCulture)} {File.ReadAllText(Path.Combine(_folder, "host.pub"))}");
        string[] words =
        [
            "-D", "-e", "-f", "/dev/null", "-h", Path.Combine(_folder, "host"), "-p", port.ToString(CultureInfo.InvariantCulture), "-o", "ListenAddress=127.0.0.1", "-o", "UsePAM=no",
            "-o", $"AuthorizedKeysFile={Path.Combine(_folder, "authorized")}", "-o", "StrictModes=no", "-o", "PermitRootLogin=prohibit-password", "-o", "PasswordAuthentication=no", "-o", "PidFile=none",
        ];
        _server = Process.Start(new ProcessStartInfo(sshd, words) { RedirectStandardError = true })!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        await TestHost.UntilAsync(async () =>
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, "sshd to listen");
        return port;
    }
}
