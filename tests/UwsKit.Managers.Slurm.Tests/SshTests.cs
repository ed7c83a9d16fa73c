namespace UwsKit.Managers.Slurm.Tests;

public sealed class SshTests(SlurmCluster cluster) : IDisposable
{
    private readonly SshServer _server = new(cluster);

    [Fact]
    public async Task Jobs_are_submitted_probed_and_cancelled_by_ssh()
    {
        await StartAsync();
        await using var host = new TestHost(cluster, Use);

        var end = await host.EndAsync(await host.StartAsync("echo run > $UWS_OUTPUT_DIR/out"));
        var job = await host.StartAndWaitAsync("exec sleep 600");
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Running);
        await host.Manager.CancelAsync(job, default);

        end.State.Should().Be(BackendState.Finished);
        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).State.Should().Be(BackendState.Cancelled);
    }

    [Fact]
    public async Task The_shared_connection_can_be_reached_by_this_account_only_and_goes_with_the_manager()
    {
        await StartAsync();
        static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), "uws-mux-*");
        var before = Folders();
        string folder;
        await using (var host = new TestHost(cluster, Use))
        {
            await host.Manager.ProbeAsync([], default);

            folder = Folders().Except(before).Should().ContainSingle(f => Directory.EnumerateFiles(f).Any()).Subject;
            File.GetUnixFileMode(folder).Should().Be(UnixFiles.PrivateFolder);
        }

        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task A_host_whose_key_is_not_known_is_not_talked_to()
    {
        await StartAsync();
        File.WriteAllText(_server.KnownHosts, "");
        await using var host = new TestHost(cluster, Use);

        (await host.Manager.SubmitAsync(host.Shell("exit 0"), default)).Should().BeOfType<SubmitOutcome.Busy>().Which.Message.Should().Contain("Host key verification failed");
    }

    public void Dispose() => _server.Dispose();

    private async Task StartAsync()
    {
        cluster.Need();
        await _server.StartAsync();
    }

    private void Use(SlurmOptions options) => (options.Host, options.Port, options.KeyFile, options.KnownHosts) = ("127.0.0.1", _server.Port, _server.KeyFile, _server.KnownHosts);
}
