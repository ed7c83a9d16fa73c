using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace UwsKit.EndToEnd;

/// <summary>Users and their credentials, with the host as a process and clients as astronomers have them.</summary>
public sealed class CredentialTests : IAsyncDisposable
{
    private const int Usage = 64, DataError = 65, WrongConfiguration = 78;

    private readonly TestFolder _folder = new();

    private string UsersFile => _folder["users"];

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Pyvo_works_with_a_password_and_with_a_token_and_shows_why_it_is_refused()
    {
        await Tool.NeedModuleAsync("pyvo", "python3-pyvo");
        (await CommandAsync("amina-secret\n", "--add-user", "amina", "--groups", "cta")).Status.Should().Be(0);
        (await CommandAsync("eve-secret\n", "--add-user", "eve")).Status.Should().Be(0);
        await using var host = await ServiceHost.StartAsync(Places.CtaService, _folder, [.. CtaHost.Lists("async"), .. Settings(), "--Uws:Defaults:Anonymous=Off"]);
        var list = host.List("async").Url;

        await PyvoAsync(list, "basic", "amina-secret");
        var job = await PyvoAsync(list, "token", await TokenAsync(host.Root));
        await PyvoAsync(list, "refused", "eve-secret", job);
    }

    [Fact]
    public async Task A_user_is_added_by_a_line_of_the_standard_input_into_a_file_that_nobody_else_reads()
    {
        var added = await CommandAsync("amina-secret\n", "--add-user", "amina", "--groups", "cta,shift", "--roles", "operator");
        added.Should().Be(new Tool(0, "amina can log in.\n", ""));
        (OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(UsersFile)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var text = await File.ReadAllTextAsync(UsersFile);
        text.Should().MatchRegex("(?m)^amina:[^:]{60,}:cta,shift:operator$").And.NotContain("amina-secret");

        (await CommandAsync("another-secret\n", "--add-user", "amina")).Status.Should().Be(0, "a new password takes the old one's place");
        (await File.ReadAllLinesAsync(UsersFile)).Should().ContainSingle(l => l.StartsWith("amina:", StringComparison.Ordinal)).Which.Should().EndWith("::");
        (await CommandAsync("", "--remove-user", "amina")).Should().Be(new Tool(0, "amina cannot log in.\n", ""));
        (await File.ReadAllTextAsync(UsersFile)).Should().NotContain("amina");
    }

    [Fact]
    public async Task A_password_is_asked_for_at_a_terminal_and_not_shown()
    {
        Tool.Need("script", "bsdutils");
        // script(1) is a terminal; what is typed comes once the question is there.
        var run = await Tool.RunAsync("/bin/sh", ["-c", "(sleep 4; printf 'amina-secret\\r') | script -qec \"$1\" /dev/null", "sh", $"dotnet {Places.CtaService} --add-user amina {string.Join(' ', Settings())}"], _folder.Path);
        run.Output.Should().Contain("Password of amina: ").And.Contain("amina can log in.", run.All);
        (await File.ReadAllTextAsync(UsersFile)).Should().Contain("amina:");
    }

    [Fact]
    public async Task Wrong_use_is_one_line_and_writes_nothing()
    {
        (await CommandAsync("x\n", "--add-user")).Should().Be(new Tool(Usage, "", "--add-user: a name is needed, without colons\n"));
        (await CommandAsync("x\n", "--add-user", "a:b")).Should().Be(new Tool(Usage, "", "--add-user: a name is needed, without colons\n"));
        (await CommandAsync("amina-secret\n", "--add-user", "--groups", "cta")).Should().Be(new Tool(Usage, "", "--add-user: a name is needed, without colons\n"));
        (await CommandAsync("short\n", "--add-user", "amina")).Should().Be(new Tool(DataError, "", "--add-user: 5 characters are too few for a password; allowed: 8 or more\n"));
        (await CommandAsync("", "--add-user", "amina")).Should().Be(new Tool(DataError, "", "--add-user: 0 characters are too few for a password; allowed: 8 or more\n"));
        const string asked = "--add-user: the password is asked for, or read from the standard input; never give it on the command line, where others see it\n";
        (await CommandAsync("", "--add-user", "amina", "--password", "amina-secret")).Should().Be(new Tool(Usage, "", asked));
        (await CommandAsync("", "--add-user", "amina", "--password=amina-secret")).Should().Be(new Tool(Usage, "", asked));
        (await CommandAsync("", "--add-user", "amina", "amina-secret")).Should().Be(new Tool(Usage, "", asked));
        (await CommandAsync("amina-secret\n", "--add-user", "amina", "--groups")).Should().Be(new Tool(Usage, "", "--add-user: --groups needs a value\n"));
        File.Exists(UsersFile).Should().BeFalse();

        var none = await Tool.RunAsync("dotnet", [Places.CtaService, "--add-user", "amina"], _folder.Path, "amina-secret\n");
        none.Should().Be(new Tool(WrongConfiguration, "", "--add-user: the configuration has no Authentication:Basic:UsersFile\n"));
    }

    private string[] Settings() => [$"--Uws:Authentication:Basic:UsersFile={UsersFile}", $"--Uws:Authentication:Tokens:Folder={_folder["tokens"]}"];

    private Task<Tool> CommandAsync(string input, params string[] words) => Tool.RunAsync("dotnet", [Places.CtaService, .. Settings(), .. words], _folder.Path, input);

    private static async Task<string> TokenAsync(string root)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("amina:amina-secret")));
        using var content = new FormUrlEncodedContent([new("NAME", "script")]);
        using var answer = await http.PostAsync(new Uri(root + "/tokens"), content);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("token").GetString()!;
    }

    private static async Task<string> PyvoAsync(params string[] arguments)
    {
        var run = await Tool.RunAsync("/usr/bin/python3", ["-W", "ignore", Places.Beside("Clients/credentials.py"), .. arguments]);
        run.Output.Should().EndWith("fine\n", run.All);
        run.Status.Should().Be(0, run.All);
        return run.Output.Split('\n')[0];
    }
}
