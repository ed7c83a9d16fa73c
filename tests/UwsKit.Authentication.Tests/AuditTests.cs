using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace UwsKit;

public sealed class AuditTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Authentication:Basic:UsersFile"] = "{folder}/users", ["Audit:File"] = "{folder}/audit.jsonl", ["Http:AdminRole"] = "admin", ["EventKeys:0"] = "secret-of-the-events-1", ["TrustedProxies:0"] = "127.0.0.1",
        ["Authentication:Tokens:Folder"] = "{folder}/tokens",
    };

    [Fact]
    public async Task Who_did_what_to_which_job_from_where_is_told()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina", "root::admin"));
        var path = await app.CreateAsync(App.Basic("amina"), ("X-Forwarded-For", "192.0.2.9"), ("X-Forwarded-Proto", "https"));
        await app.StatusAsync("GET", path, App.Basic("amina"));
        await app.StatusAsync("GET", path + "/phase", App.Basic("root"));
        await app.StatusAsync("GET", path);
        await app.StatusAsync("POST", path + "/phase", App.Basic("amina"), "PHASE=ABORT");
        var lines = await app.AuditAsync(l => l.Count >= 4);
        var told = lines.Select(l => JsonDocument.Parse(l).RootElement).Select(e => string.Join(' ', ((string[])["who", "way", "method", "resource", "list", "owner", "ground", "did", "status", "from"])
            .Select(m => e.TryGetProperty(m, out var v) ? v.ToString() : "-")));
        told.Should().Equal(
            "amina Basic POST {list} probe - - - 303 192.0.2.9", "root Basic GET {job}/phase probe amina Admin - 200 127.0.0.1", "- - GET {job} probe amina - - 401 127.0.0.1",
            "amina Basic POST {job}/phase probe amina Owner ABORT 303 127.0.0.1");
        var id = path.Split('/')[^1];
        lines.Should().OnlyContain(l => l.Contains(id, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(app.Folder, "audit.jsonl")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Each_job_of_others_that_an_administrator_looks_at_is_told_whichever_comes_last()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina", "root::admin"));
        string[] paths = [await app.CreateAsync(App.Basic("amina")), await app.CreateAsync(App.Basic("amina")), await app.CreateAsync(App.Basic("root"))];
        var ids = paths.Select(p => p.Split('/')[^1]).ToList();
        await app.StatusAsync("GET", $"/uws/links?ID={ids[0]}&ID={ids[1]}&ID={ids[2]}", App.Basic("root"));
        await app.StatusAsync("GET", $"/uws/provsap?ID={ids[0]}&ID={ids[2]}", App.Basic("root"));
        await app.StatusAsync("GET", $"/uws/links?ID={ids[2]}", App.Basic("root"));
        await app.StatusAsync("GET", $"/uws/provsap?ID={ids[2]}", App.Basic("root"));
        await app.StatusAsync("POST", paths[2] + "/phase", App.Basic("root"), "PHASE=ABORT");
        var told = (await app.AuditAsync(l => l.Count >= 7)).Skip(3).Select(l => JsonDocument.Parse(l).RootElement)
            .Select(e => string.Join(' ', ((string[])["who", "resource", "job", "owner", "ground"]).Select(m => e.TryGetProperty(m, out var v) ? v.ToString() : "-")));
        told.Should().Equal($"root links {ids[0]} amina Admin", $"root links {ids[1]} amina Admin", $"root provsap {ids[0]} amina Admin", $"root {{job}}/phase {ids[2]} root Owner");
    }

    [Fact]
    public async Task A_flood_of_refusals_is_told_once_and_counted()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Limits:RequestsPerMinute"] = "5" }, folder: App.FolderOf("amina"));
        for (var i = 0; i < 30; i++)
        {
            await app.StatusAsync("GET", "/uws/probe", App.Basic("amina"));
        }

        await app.AuditAsync(l => l.Count >= 1);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var lines = (await app.AuditAsync(l => l.Count >= 2)).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        lines.Select(e => (e.GetProperty("who").GetString(), e.GetProperty("status").GetInt32())).Should().Equal(("amina", 429), ("amina", 429));
        lines[0].TryGetProperty("times", out _).Should().BeFalse();
        lines[1].GetProperty("times").GetInt64().Should().Be(24);
        lines[1].GetProperty("since").GetString().Should().NotBe(lines[1].GetProperty("time").GetString());
    }

    [Fact]
    public async Task No_secret_is_in_any_log_or_answer()
    {
        await using var app = await App.StartAsync(Settings, b => b.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning), folder: App.FolderOf("amina"));
        await app.StatusAsync("GET", "/uws/probe", App.Basic("amina", "guessed-secret-2"));
        using var login = await app.SendAsync("POST", "/uws/login", null, "username=amina&password=amina-secret");
        var bearer = login.Headers.GetValues("x-vo-bearer").Single();
        using var made = await app.SendAsync("POST", "/uws/tokens", App.Basic("amina"), "NAME=a");
        var token = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;
        var path = await app.CreateAsync("Bearer " + token);
        await app.StatusAsync("POST", path + "/parameters", "Bearer " + bearer, "text=value-that-is-private");
        using var link = await app.SendAsync("POST", path + "/sharing", App.Basic("amina"), "LINK=1h");
        var share = link.Headers.Location!.Query;
        await app.StatusAsync("GET", path + share);
        await app.StatusAsync("GET", path + share + "x");
        await app.StatusAsync("GET", path, "Bearer " + token + "x");
        var document = await (await app.SendAsync("GET", path, App.Basic("amina"))).Content.ReadAsStringAsync();
        var all = string.Join('\n', app.Logs.Lines.Concat(await app.AuditAsync(l => l.Count >= 9)));
        all.Should().Contain("amina");
        foreach (var secret in (string[])["amina-secret", "guessed-secret-2", bearer, token.Split('_')[^1], share.Split('-')[^1], "secret-of-the-events-1", App.Basic("amina").Split(' ')[1]])
        {
            all.Should().NotContain(secret);
            document.Should().NotContain(secret);
        }

        all.Should().NotContain("value-that-is-private");
    }

    [Fact]
    public void A_file_that_is_full_or_of_yesterday_is_put_aside_whole()
    {
        var folder = Directory.CreateTempSubdirectory("uws-audit-").FullName;
        var path = Path.Combine(folder, "audit.jsonl");
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using (var file = new AuditFile(new() { File = path, MaxBytes = 4096, Keep = 2 }, time))
        {
            for (var i = 0; i < 20; i++)
            {
                file.Append(System.Text.Encoding.ASCII.GetBytes(new string('x', 999) + "\n"));
                time.Advance(TimeSpan.FromSeconds(1));
            }

            Directory.GetFiles(folder).Should().HaveCount(3);
            Directory.GetFiles(folder).Should().OnlyContain(f => new FileInfo(f).Length <= 4096 && new FileInfo(f).Length % 1000 == 0);
            time.Advance(TimeSpan.FromDays(1));
            file.Append("y\n"u8);
            File.ReadAllText(path).Should().Be("y\n");
            File.Delete(path);
            file.Append("z\n"u8);
            File.ReadAllText(path).Should().Be("z\n", "who takes the file away gets a new one");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_disk_that_fails_stops_nothing_and_loses_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a file is made unwritable by taking its folder");
        var folder = Directory.CreateTempSubdirectory("uws-audit-").FullName;
        await using var app = await App.StartAsync(new(Settings) { ["Audit:File"] = folder + "/on/audit.jsonl" }, b =>
        {
            Directory.CreateDirectory(folder + "/on");
            b.Services.AddHealthChecks().AddUws();
        }, folder: App.FolderOf("amina"));
        Directory.Delete(folder + "/on", recursive: true);
        await app.CreateAsync(App.Basic("amina"));
        var health = app.Services.GetRequiredService<HealthCheckService>();
        await UntilAsync(async () => (await health.CheckHealthAsync()).Entries["uws-audit"].Status == HealthStatus.Degraded);
        await app.CreateAsync(App.Basic("amina"));
        Directory.CreateDirectory(folder + "/on");
        await UntilAsync(async () =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(5));
            return File.Exists(folder + "/on/audit.jsonl") && (await File.ReadAllLinesAsync(folder + "/on/audit.jsonl")).Length == 2;
        });
        (await health.CheckHealthAsync()).Entries["uws-audit"].Status.Should().Be(HealthStatus.Healthy);
        app.Logs.Lines.Count(l => l.Contains(" 3011 ", StringComparison.Ordinal)).Should().Be(1);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
