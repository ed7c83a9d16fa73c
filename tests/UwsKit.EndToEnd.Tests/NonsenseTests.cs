namespace UwsKit.EndToEnd;

/// <summary>Whatever a client sends is answered by a status below 500 and one clear line, and the host stays healthy.</summary>
public sealed class NonsenseTests(CtaHost shared) : IDisposable
{
    private readonly UwsClient _list = shared.Host.List("nonsense");

    public static TheoryData<string> Requests => [.. NonsenseTable.All.Keys];

    public void Dispose() => shared.Host.ShowLog();

    [Theory, Rule(20, 21, 32, 76, 93, 109, 110, 149, 158, 168, 169)]
    [MemberData(nameof(Requests))]
    public async Task Nonsense_gets_one_clear_line(string name)
    {
        var job = await _list.CreateAsync();
        var before = (await _list.GetAsync(_list.Url)).Body.Split("<uws:jobref ").Length;
        var (request, statuses) = NonsenseTable.All[name];
        var path = new Uri(_list.Url).AbsolutePath;

        var (status, headers, body) = await RawHttp.SendAsync(new Uri(_list.Url), request
            .Replace("{JOBID}", job, StringComparison.Ordinal).Replace("{JOB}", $"{path}/{job}", StringComparison.Ordinal)
            .Replace("{LIST}", path, StringComparison.Ordinal).Replace("{MAP}", new Uri(shared.Host.Root).AbsolutePath + "/skymap", StringComparison.Ordinal),
            hangUp: statuses.Contains(0));

        statuses.Select(Math.Abs).Should().Contain(status, $"{headers}\n\n{body}");
        headers.Should().NotContainAny("evil", "\nSet-Cookie");
        body.Should().NotContainAny("evil.example", "   at ", "Exception", "/tmp/");
        if (status >= 400 && !statuses.Contains(-status))
        {
            headers.Should().Contain("Content-Type: text/plain; charset=utf-8");
            body.Should().MatchRegex(@"^[^\r\n]{10,400}$", headers);
        }

        if (status == 405)
        {
            headers.Should().MatchRegex("\nAllow: .*GET|\nAllow: POST");
        }

        if (status >= 400)
        {
            (await _list.GetAsync(_list.Url)).Body.Split("<uws:jobref ").Should().HaveCount(before, "a refused request leaves no job");
        }

        (await _list.PhaseAsync(job)).Should().Be("PENDING");
        shared.Host.Log.Should().NotContain("fail: ");
    }

    [Fact, Rule(118)]
    public async Task A_file_name_of_the_client_stays_a_name()
    {
        const string part = "--B\r\nContent-Disposition: form-data; name=\"events\"; filename=\"../../../../escaped\"\r\n\r\nabc\r\n--B--\r\n";
        var path = new Uri(_list.Url).AbsolutePath;

        var (status, headers, _) = await RawHttp.SendAsync(new Uri(_list.Url), RawHttp.Multipart($"POST {path}", part));

        status.Should().Be(303);
        var job = headers.Split('\n').Single(h => h.StartsWith("Location:", StringComparison.Ordinal)).Trim().Split('/')[^1];
        (await _list.GetAsync(_list.JobUrl(job) + "/parameters/events")).Body.Should().Be("abc");
        Directory.EnumerateFiles(shared.Folder, "escaped", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Inputs_from_addresses_that_are_not_allowed_are_not_fetched()
    {
        var maps = shared.Host.List("skymap");
        var (status, location, body) = await maps.PostAsync(maps.Url, ("events", "http://169.254.169.254/latest/meta-data"), ("PHASE", "RUN"));
        if (status == System.Net.HttpStatusCode.SeeOther)
        {
            var job = await maps.EndAsync(location!.Segments[^1]);
            UwsClient.PhaseOf(job).Should().Be("ERROR");
            body = UwsClient.MessageOf(job);
        }

        body.Should().Contain("does not fetch from '169.254.169.254'");
    }
}
