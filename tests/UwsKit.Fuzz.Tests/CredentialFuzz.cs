using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace UwsKit.Fuzz;

/// <summary>Credentials and keys that clients hold: only what was made opens.</summary>
public sealed class CredentialFuzz : IDisposable
{
    private const string Key = "a secret of some length, thirty-two bytes";
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cookies_and_tokens_of_a_login()
    {
        var user = new User("amina", "hash", ["cta"], []);
        File.WriteAllText(Path.Combine(_folder, "users"), user.ToLine() + "\n");
        var tokens = new LoginTokens(new(Path.Combine(_folder, "users"), TimeProvider.System, NullLogger.Instance), new(), Options.Create(new UwsOptions { EventKeys = [Key] }), TimeProvider.System);
        var good = tokens.Make(user);
        
        // Base64 that is written in another way, and a number that is, are the first two cases that were found.
        Fuzz.Text([$"uws-login={good}", $"a=b; uws-login={good}; c", good, good.Replace(".YW", ".Y\r\nW", StringComparison.Ordinal), good.Replace("uwsl_", "uwsl_0", StringComparison.Ordinal)], text =>
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.Cookie = text;
            foreach (var token in new[] { text, SessionCookie.Of(http.Request) })
            {
                (token is not null && tokens.Find(token) is not null).Should().Be(token == good);
            }
        });
    }

    [Fact]
    public void Personal_tokens()
    {
        var tokens = new TokenFolder(new() { Folder = Path.Combine(_folder, "tokens") }, TimeProvider.System);
        var good = tokens.Make("amina", "laptop", [], readOnly: false, null).Text;
        Fuzz.Text([good], text => (tokens.Find(text) is not null).Should().Be(text == good));
        Directory.GetFiles(Path.Combine(_folder, "tokens")).Should().ContainSingle();
    }

    [Fact]
    public void Signed_links()
    {
        var links = new ShareLinks([Key], TimeProvider.System);
        var id = JobId.New(TimeProvider.System);
        var (entry, good) = links.Make(id, TimeProvider.System.GetUtcNow().AddDays(30));
        var job = new Job { Id = id, JobList = "probe", CreationTime = default, SharedWith = ["user:bob", entry] };
        Fuzz.Text([good], text => links.Opens(text, job).Should().Be(text == good));
    }

    [Fact]
    public void Lines_of_the_users_file() => Fuzz.Text(["amina:AQAAAAIAAzRQ:cta,shift:operator", "# a comment", "bob:x", "carol:y::"], line =>
    {
        if (User.Parse(line) is { } user)
        {
            user.Name.Should().NotBeEmpty().And.NotContain(":");
            user.Groups.Concat(user.Roles).Should().NotContain(w => w.Contains(',') || w.Contains(':') || w.Length == 0);
            User.Parse(user.ToLine()).Should().BeEquivalentTo(user);
        }
    });
}
