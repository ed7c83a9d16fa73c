using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>An OpenSSH server of this account on a loopback port, with throw-away keys.</summary>
public sealed class SshServer(SlurmCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-ssh-").FullName;
    private Process? _server;

    public int Port { get; private set; }
    public string KeyFile => Path.Combine(_folder, "key");
    public string KnownHosts => Path.Combine(_folder, "known_hosts");

    public async Task StartAsync()
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
        Port = Ports.Free();
        File.WriteAllText(Path.Combine(_folder, "known_hosts"), $"[127.0.0.1]:{Port.ToString(CultureInfo.InvariantCulture)} {File.ReadAllText(Path.Combine(_folder, "host.pub"))}");
        string[] words =
        [
            "-D", "-e", "-f", "/dev/null", "-h", Path.Combine(_folder, "host"), "-p", Port.ToString(CultureInfo.InvariantCulture), "-o", "ListenAddress=127.0.0.1", "-o", "UsePAM=no",
            "-o", $"AuthorizedKeysFile={Path.Combine(_folder, "authorized")}", "-o", "StrictModes=no", "-o", "PermitRootLogin=prohibit-password", "-o", "PasswordAuthentication=no", "-o", "PidFile=none",
        ];
        _server = Process.Start(new ProcessStartInfo(sshd, words) { RedirectStandardError = true })!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (!await ListensAsync())
        {
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(60), "sshd should listen");
            await Task.Delay(50);
        }
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

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
