using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace UwsKit.Back;

/// <summary>What foreign servers do to who fetches from them. The test's server counts as public; every other address of the machine does not.</summary>
public sealed class InputFetchSpecs : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _requests;

    public InputFetchSpecs() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_is_fetched_is_recorded_with_size_and_digest()
    {
        await using var engine = await StartAsync(Answer("Content-Length: 5\r\nContent-Type: image/fits\r\n\r\nbytes"));
        var job = await RunAsync(engine, "events", "/a%20b.fits");
        var placed = await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed);
        placed.Parameters.Single().File.Should().BeEquivalentTo(
            new { Size = 5L, Sha256 = Convert.ToHexStringLower(SHA256.HashData("bytes"u8)), MediaType = "image/fits", OriginalName = "a b.fits" });
        engine.Back.Submissions.Should().ContainSingle().Which.Job.Parameters.Single().File.Should().NotBeNull();
    }

    [Theory]
    [InlineData("/..%2F..%2Fetc%2Fpasswd", "passwd"), InlineData("/a%0AContent-Type:%20b%00", "aContent-Type: b"), InlineData("/%E2%80%AEstif.exe", "stif.exe"), InlineData("/%5C..%5C", "events")]
    public async Task A_name_that_a_URL_hides_is_shown_without_folders_and_without_what_is_not_seen(string path, string shown)
    {
        await using var engine = await StartAsync(Answer("Content-Length: 5\r\n\r\nbytes"));
        var job = await RunAsync(engine, "events", path);
        var placed = await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed);
        (placed.Parameters.Single().File!.OriginalName ?? "events").Should().Be(shown);
    }

    [Theory]
    [InlineData("::ffff:0:127.0.0.1"), InlineData("::ffff:127.0.0.1"), InlineData("::127.0.0.1"), InlineData("64:ff9b::7f00:1"), InlineData("2002:7f00:1::")]
    public void An_address_that_carries_an_inner_one_is_not_public(string address) => PublicAddress.Is(IPAddress.Parse(address)).Should().BeFalse();

    [Fact]
    public async Task An_upload_by_URL_is_fetched_and_keeps_its_name()
    {
        await using var engine = await StartAsync(Answer("Content-Length: 5\r\n\r\nbytes"));
        var job = await RunAsync(engine, "UPLOAD", "/t;x=1", "stars,");
        var placed = await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed);
        placed.Parameters.Single().Should().Match<JobParameter>(p => p.Value!.StartsWith("stars,http://") && p.File!.Size == 5);
    }

    [Theory]
    [InlineData("http://127.0.0.2:1/", "does not fetch from '127.0.0.2'")]
    [InlineData("http://[::1]:1/", "does not fetch from '[::1]'")]
    [InlineData("http://[::ffff:127.0.0.2]:1/", "does not fetch from '")]
    [InlineData("http://169.254.169.254/latest/meta-data", "does not fetch from '169.254.169.254'")]
    [InlineData("http://2130706434/", "does not fetch from '127.0.0.2'")]
    [InlineData("file:///etc/passwd", "does not fetch by 'file'; allowed: http, https")]
    [InlineData("/again", "redirects too often")]
    public async Task A_redirect_is_judged_like_the_first_URL(string target, string why)
    {
        await using var engine = await StartAsync(async (stream, ct) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), ct));
        await ShouldFailAsync(engine, why);
        _requests.Should().BeLessThan(8);
    }

    [Fact]
    public async Task A_redirect_to_a_name_that_leads_inside_goes_nowhere()
    {
        // Only when the connection is made is it seen that "localhost" has no public address: after the first request the one of the test's server counts no more.
        await using var engine = await StartAsync(async (stream, ct) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://localhost:{Port}/inside\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), ct));
        engine.Get<Microsoft.Extensions.Options.IOptions<UwsOptions>>().Value.Inputs.IsPublic = address => PublicAddress.Is(address) || (address.Equals(IPAddress.Loopback) && _requests == 0);
        await ShouldFailAsync(engine, "does not fetch from 'localhost', which is not a public host");
        _requests.Should().Be(1);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_at_the_limit()
    {
        var chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string('x', 0x1000) + "\r\n");
        await using var engine = await StartAsync(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync(chunk, ct);
            }
        });
        await ShouldFailAsync(engine, "is larger than 100000 bytes");
    }

    [Fact]
    public async Task A_server_that_goes_silent_is_given_up()
    {
        await using var engine = await StartAsync(async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"u8.ToArray(), ct);
            await Task.Delay(Timeout.Infinite, ct);
        });
        (await ShouldFailAsync(engine, "could not be fetched within 1s")).Transient.Should().BeTrue();
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\nonly this", "could not be fetched")]
    [InlineData("Content-Length: 100001\r\n\r\nx", "is larger than 100000 bytes")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\nx", "gives no length that is a number")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nff\r\nshort", "could not be fetched")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n", "could not be fetched")]
    public async Task A_server_that_lies_about_the_size_gives_nothing(string answer, string why)
    {
        await using var engine = await StartAsync(Answer(answer));
        await ShouldFailAsync(engine, why);
    }

    [Fact]
    public async Task Of_a_body_longer_than_its_server_says_only_so_much_is_taken()
    {
        await using var engine = await StartAsync(Answer("Content-Length: 3\r\n\r\nabcdefgh"));
        var job = await RunAsync(engine, "events", "/x");
        (await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed)).Parameters.Single().File!.Size.Should().Be(3);
    }

    [Fact]
    public async Task Only_what_the_host_allows_is_asked_at_all()
    {
        await using var engine = await StartAsync(Answer("Content-Length: 0\r\n\r\n"));
        var inputs = engine.Get<Microsoft.Extensions.Options.IOptions<UwsOptions>>().Value.Inputs;
        inputs.AllowedHosts = ["*.example.org"];
        await engine.Invoking(e => RunAsync(e, "events", "/x")).Should().ThrowAsync<UwsException>().WithMessage("parameter 'events': this service does not fetch from '127.0.0.1'");
        (inputs.AllowedHosts, inputs.AllowedSchemes) = ([], ["https"]);
        await engine.Invoking(e => RunAsync(e, "events", "/x")).Should().ThrowAsync<UwsException>().WithMessage("parameter 'events': this service does not fetch by 'http'; allowed: https");
        (await engine.Storage.GetAsync(engine.LastId, default)).Should().BeNull();
        _requests.Should().Be(0);
    }

    private static Func<NetworkStream, CancellationToken, Task> Answer(string rest) => async (stream, ct) => await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + rest), ct);

    private async Task<Engine> StartAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        _ = ServeAsync(answer);
        var description = new JobDescription { Name = "probe", Parameters = [new("events", ParameterType.File), new("UPLOAD", ParameterType.File) { Repeatable = true }] };
        return await Engine.StartAsync(
            o =>
            {
                o.Inputs.IsPublic = address => PublicAddress.Is(address) || address.Equals(IPAddress.Loopback);
                (o.Inputs.MaxBytes, o.Inputs.Timeout) = (100_000, TimeSpan.FromSeconds(1));
            },
            description: description);
    }

    private Task<Job> RunAsync(Engine engine, string parameter, string path, string before = "")
        => engine.CreateAsync(run: true, values: (parameter, string.Create(CultureInfo.InvariantCulture, $"{before}http://127.0.0.1:{Port}{path}")));

    private async Task<JobError> ShouldFailAsync(Engine engine, string why)
    {
        var job = await RunAsync(engine, "events", "/x");
        var failed = await engine.UntilAsync(job.Id, ExecutionPhase.Error);
        failed.Error!.Message.Should().StartWith("input 'events'").And.Contain(why).And.NotContain("\n");
        engine.Back.Submissions.Should().BeEmpty();
        (await engine.Files.ListAsync(job.Id, JobFileArea.Input, default)).Should().BeEmpty();
        return failed.Error;
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            try
            {
                if (await stream.ReadAsync(new byte[8192], _stop.Token) > 0)
                {
                    Interlocked.Increment(ref _requests);
                    await answer(stream, _stop.Token);
                    client.Client.Shutdown(SocketShutdown.Send);
                }
            }
            catch (IOException)
            {
                // The other side has had enough.
            }
        }
    }
}
