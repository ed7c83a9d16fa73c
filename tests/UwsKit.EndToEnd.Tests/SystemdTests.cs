namespace UwsKit.EndToEnd;

/// <summary>The example unit, as far as it can be judged on a machine that systemd does not run.</summary>
public sealed class SystemdTests : IAsyncDisposable
{
    // Of 10.0; 43 with systemd 252. Releases weigh differently.
    private const string MostExposure = "50";

    private readonly TestFolder _folder = new();

    private static string Unit => Path.Combine(Places.Repository, "examples/CtaService/cta.service");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task The_example_unit_is_sound_and_leaves_the_service_little()
    {
        Tool.Need("systemd-analyze", "systemd");
        // The programs of the site are not here.
        var unit = _folder["cta.service"];
        await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(Unit)).Replace("/usr/bin/dotnet /opt/cta/CtaService.dll", "/bin/true", StringComparison.Ordinal));
        var verified = await Tool.RunAsync("systemd-analyze", ["verify", unit]);
        verified.Status.Should().Be(0, verified.All);
        (verified.Output + verified.Error).Should().NotContain("Unknown");
        var judged = await Tool.RunAsync("systemd-analyze", ["security", "--offline=yes", $"--threshold={MostExposure}", "--no-pager", unit]);
        judged.Status.Should().Be(0, judged.All);
    }

    [Fact]
    public async Task Bubblewrap_works_with_what_the_unit_takes_away()
    {
        Tool.Need("bwrap", "bubblewrap");
        string[] bwrap = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true"];
        var able = await Tool.RunAsync(bwrap[0], bwrap[1..]);
        Assert.SkipUnless(able.Status == 0, $"bubblewrap makes no namespaces here: {able.Error}");
        var text = await File.ReadAllTextAsync(Unit);
        text.Should().Contain("\nNoNewPrivileges=yes\n").And.Contain("\nCapabilityBoundingSet=\n").And.Contain("\nProtectKernelTunables=no\n");
        var closed = await Tool.RunAsync("setpriv", ["--no-new-privs", .. Environment.IsPrivilegedProcess ? ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"] : Array.Empty<string>(), .. bwrap]);
        closed.Status.Should().Be(0, closed.All);
    }
}
