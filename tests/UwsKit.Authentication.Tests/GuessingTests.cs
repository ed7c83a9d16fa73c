namespace UwsKit;

/// <summary>Wrong credentials in masses.</summary>
public sealed class GuessingTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Authentication:Basic:UsersFile"] = "{folder}/users", ["Authentication:Tokens:Folder"] = "{folder}/tokens", ["TrustedProxies:0"] = "127.0.0.1",
    };

    [Fact]
    public async Task Wrong_credentials_count_as_requests_of_their_address()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Limits:RequestsPerMinute"] = "5", ["Authentication:Basic:FailuresPerMinute"] = "100" }, folder: App.FolderOf("amina"));
        var statuses = new List<int>();
        for (var i = 0; i < 7; i++)
        {
            statuses.Add(await app.StatusAsync("GET", "/uws/probe", i % 2 == 0 ? "Bearer uwst_0123456789abcdef_00" : App.Basic("amina", "guess")));
        }

        statuses.Take(5).Should().OnlyContain(s => s == 401);
        statuses.Skip(5).Should().OnlyContain(s => s == 429);
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("amina"))).Should().Be(200, "who is known has a count of his own");
    }

    [Fact]
    public async Task All_addresses_of_one_IPv6_network_guess_together()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Authentication:Basic:FailuresPerMinute"] = "2" }, folder: App.FolderOf("amina"));
        Task<int> Guess(string from) => app.StatusAsync("GET", "/uws/probe", App.Basic("amina", "guess"), null, ("X-Forwarded-For", from), ("X-Forwarded-Proto", "https"));
        (await Guess("2001:db8::1")).Should().Be(401);
        (await Guess("2001:db8::ffff:2")).Should().Be(401);
        (await Guess("2001:db8::3")).Should().Be(429);
        (await Guess("2001:db8:0:1::1")).Should().Be(401, "that is another's");
    }

    [Fact]
    public async Task Of_those_who_wait_for_a_hash_few_are_of_one_network()
    {
        using var turns = new HashTurns();
        var entered = Enumerable.Range(0, HashTurns.MaxOfNetwork).Select(_ => turns.EnterAsync("192.0.2.1", default).AsTask()).ToList();
        var refused = () => turns.EnterAsync("192.0.2.1", default).AsTask();
        (await refused.Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.TooMany);
        using var gone = new CancellationTokenSource();
        var leaving = turns.EnterAsync("192.0.2.2", gone.Token).AsTask();
        await gone.CancelAsync();
        await leaving.Invoking(l => l).Should().ThrowAsync<OperationCanceledException>();
        var other = turns.EnterAsync("192.0.2.2", default).AsTask();
        foreach (var turn in entered)
        {
            (await turn).Dispose();
        }

        (await other).Dispose();
        (await turns.EnterAsync("192.0.2.1", default)).Dispose();
    }

    [Fact]
    public async Task A_right_password_on_many_connections_at_once_is_let_in_on_all()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        var statuses = await Task.WhenAll(Enumerable.Range(0, HashTurns.MaxOfNetwork).Select(_ => app.StatusAsync("GET", "/uws/probe", App.Basic("amina"))));
        statuses.Should().OnlyContain(s => s == 200);
    }
}
