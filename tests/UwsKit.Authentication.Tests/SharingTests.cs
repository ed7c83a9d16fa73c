using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class SharingTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Authentication:Basic:UsersFile"] = "{folder}/users", ["EventKeys:0"] = "first-key-of-the-events", ["Http:AdminRole"] = "admin", ["Http:OperatorRole"] = "operator",
    };

    private static Task<App> StartAsync(params (string Key, string Value)[] more)
        => App.StartAsync(Settings.Concat(more.Select(m => KeyValuePair.Create(m.Key, (string?)m.Value))).ToDictionary(), folder: App.FolderOf("amina", "bob:cta", "eve", "root::admin", "desk::operator"));

    [Fact]
    public async Task A_job_is_shared_to_read_with_a_user_and_with_a_group()
    {
        await using var app = await StartAsync();
        foreach (var form in (string[])["USER=bob", "group=cta", "GROUP=x&USER=y&GROUP=cta"])
        {
            var path = await app.CreateAsync(App.Basic("amina"));
            (await app.StatusAsync("GET", path, App.Basic("bob"))).Should().Be(403);
            (await app.StatusAsync("POST", path + "/sharing", App.Basic("amina"), form)).Should().Be(303);
            foreach (var resource in (string[])["", "/phase", "/results", "/parameters", "/parameters/text"])
            {
                (await app.StatusAsync("GET", path + resource, App.Basic("bob"))).Should().Be(200, resource);
                (await app.StatusAsync("GET", path + resource, App.Basic("eve"))).Should().Be(403, resource);
            }

            (await app.StatusAsync("POST", path + "/phase", App.Basic("bob"), "PHASE=ABORT")).Should().Be(403);
            (await app.StatusAsync("DELETE", path, App.Basic("bob"))).Should().Be(403);
            (await app.StatusAsync("GET", path + "/sharing", App.Basic("bob"))).Should().Be(403, "with whom else is the owner's business");
            (await app.StatusAsync("POST", path + "/sharing", App.Basic("bob"), "USER=eve")).Should().Be(403);
            (await app.StatusAsync("DELETE", path + "/sharing", App.Basic("amina"))).Should().Be(303);
            (await app.StatusAsync("GET", path, App.Basic("bob"))).Should().Be(403);
        }
    }

    [Fact]
    public async Task Jobs_that_are_shared_with_a_caller_are_listed_on_request()
    {
        await using var app = await StartAsync();
        var made = new List<string>();
        foreach (var form in (string?[])["USER=bob", null, "GROUP=cta", "USER=eve", "USER=bob&GROUP=cta&LINK=7d"])
        {
            made.Add(await app.CreateAsync(App.Basic("amina")));
            app.Time.Advance(TimeSpan.FromSeconds(1));
            if (form is not null)
            {
                (await app.StatusAsync("POST", made[^1] + "/sharing", App.Basic("amina"), form)).Should().BeOneOf(201, 303);
            }
        }

        var own = await app.CreateAsync(App.Basic("bob"));
        (await SharedAsync(app, "bob")).Should().Equal(made[4], made[2], made[0]);
        (await SharedAsync(app, "bob", "&LAST=1")).Should().Equal(made[4]);
        (await SharedAsync(app, "bob", "&PHASE=COMPLETED")).Should().BeEmpty();
        (await SharedAsync(app, "bob", "&phase=PENDING&shared=True")).Should().HaveCount(3);
        (await SharedAsync(app, "bob", $"&AFTER={UwsTime.Format(app.Time.GetUtcNow())}")).Should().BeEmpty();
        (await SharedAsync(app, "bob", "&SHARED=false")).Should().Equal(own);
        (await SharedAsync(app, "eve")).Should().Equal(made[3]);
        (await SharedAsync(app, "amina")).Should().BeEmpty("her own are shared with others");
        (await SharedAsync(app, "root")).Should().BeEmpty();
        (await SharedAsync(app, "desk")).Should().BeEmpty();

        using var xml = await app.SendAsync("GET", "/uws/probe?SHARED=true", App.Basic("eve"));
        (await xml.Content.ReadAsStringAsync()).Should().Contain("ownerId>amina<");
        (await app.StatusAsync("DELETE", made[0] + "/sharing/user:bob", App.Basic("amina"))).Should().Be(303);
        (await app.StatusAsync("DELETE", made[2], App.Basic("amina"))).Should().Be(303);
        (await SharedAsync(app, "bob")).Should().Equal(made[4]);
        var link = (await LinkAsync(app, made[1], "1h")).Replace('?', '&');
        (await SharedAsync(app, null, link)).Should().BeEmpty("a link opens its job and is no list");
        (await SharedAsync(app, "bob", link)).Should().Equal(made[4]);
    }

    [Theory]
    [InlineData("SHARED=yes", "SHARED 'yes' is not allowed; allowed: true or false.")]
    [InlineData("SHARED=", "SHARED '' is not allowed; allowed: true or false.")]
    public async Task Whether_shared_jobs_are_asked_for_is_true_or_false(string query, string line)
    {
        await using var app = await StartAsync();
        using var response = await app.SendAsync("GET", "/uws/probe?" + query, App.Basic("bob"));
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain(line);
    }

    [Fact]
    public async Task A_list_that_is_closed_or_not_shared_lists_no_shared_jobs_either()
    {
        await using var closed = await StartAsync(("Defaults:Allow:0", "user:amina"));
        var path = await closed.CreateAsync(App.Basic("amina"));
        (await closed.StatusAsync("POST", path + "/sharing", App.Basic("amina"), "USER=bob")).Should().Be(303);
        (await closed.StatusAsync("GET", "/uws/probe?SHARED=true", App.Basic("bob"))).Should().Be(403);
        (await closed.StatusAsync("GET", "/uws/probe?SHARED=true")).Should().Be(401);

        await using var off = await StartAsync(("Defaults:Sharing", "Off"), ("Http:HideForeignJobs", "true"));
        path = await off.CreateAsync(App.Basic("amina"));
        await off.Services.GetRequiredService<JobService>().ShareAsync(JobId.Parse(path[^JobId.Length..]), _ => ["user:bob"], default);
        (await SharedAsync(off, "bob")).Should().BeEmpty("the job was shared before sharing was taken from the list");
        (await off.StatusAsync("GET", path, App.Basic("bob"))).Should().Be(404);
    }

    [Fact]
    public async Task A_look_at_what_others_share_is_audited()
    {
        await using var app = await StartAsync(("Audit:File", "{folder}/audit.jsonl"));
        await SharedAsync(app, "bob");
        var lines = await app.AuditAsync(l => l.Count > 0);
        lines.Should().ContainSingle().Which.Should().Contain("\"who\":\"bob\"").And.Contain("\"list\":\"probe\"").And.Contain("\"ground\":\"Shared\"");
    }

    private static async Task<IReadOnlyList<string>> SharedAsync(App app, string? who, string more = "")
    {
        using var response = await app.SendAsync("GET", "/uws/probe?SHARED=true" + more, who is null ? null : App.Basic(who), null, ("Accept", "application/json"));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return [.. System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("jobs").EnumerateArray()
            .Select(j => new Uri(j.GetProperty("href").GetString()!).AbsolutePath)];
    }

    [Fact]
    public async Task A_link_opens_one_job_to_read_until_it_expires()
    {
        await using var app = await StartAsync();
        var (path, other) = (await app.CreateAsync(App.Basic("amina")), await app.CreateAsync(App.Basic("amina")));
        var query = await LinkAsync(app, path, "1h");
        using var job = await app.SendAsync("GET", path + query);
        job.StatusCode.Should().Be(HttpStatusCode.OK);
        job.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        (await app.StatusAsync("GET", path + "/results" + query)).Should().Be(200);
        (await app.StatusAsync("GET", path + "/phase" + query, App.Basic("eve"))).Should().Be(200);
        (await app.StatusAsync("POST", path + "/phase" + query, null, "PHASE=ABORT")).Should().Be(403);
        (await app.StatusAsync("GET", other + query)).Should().Be(403);
        (await app.StatusAsync("GET", path + query[..^2] + "xx")).Should().Be(403);
        app.Time.Advance(TimeSpan.FromHours(1));
        (await app.StatusAsync("GET", path + query)).Should().Be(403);
    }

    [Fact]
    public async Task A_links_bearer_makes_no_job_by_it()
    {
        await using var app = await StartAsync();
        var path = await app.CreateAsync(App.Basic("amina"));
        var query = await LinkAsync(app, path, "1h");
        foreach (var who in (string?[])[null, App.Basic("eve")])
        {
            (await app.StatusAsync("POST", path + "/reproduce" + query, who, "")).Should().Be(403);
            (await app.StatusAsync("POST", path + "/links" + query, who, "")).Should().Be(200, "that is a way to read");
        }
    }

    [Fact]
    public async Task A_link_can_be_taken_back_and_is_kept_nowhere()
    {
        await using var app = await StartAsync();
        var path = await app.CreateAsync(App.Basic("amina"));
        var query = await LinkAsync(app, path, "7d");
        using var list = await app.SendAsync("GET", path + "/sharing", App.Basic("amina"), null, ("Accept", "application/json"));
        var told = await list.Content.ReadAsStringAsync();
        told.Should().NotContain(query.Split('-')[^1]);
        var id = System.Text.Json.JsonDocument.Parse(told).RootElement.GetProperty("links")[0].GetProperty("id").GetString();
        (await app.StatusAsync("DELETE", $"{path}/sharing/link:{id}", App.Basic("amina"))).Should().Be(303);
        (await app.StatusAsync("GET", path + query)).Should().Be(403);
        (await app.StatusAsync("DELETE", $"{path}/sharing/link:{id}", App.Basic("amina"))).Should().Be(404);
    }

    [Fact]
    public void A_link_stays_good_when_keys_are_rotated_and_ends_when_its_key_goes()
    {
        var (job, end) = (JobId.New(TimeProvider.System), TimeProvider.System.GetUtcNow().AddHours(1));
        var (entry, token) = new ShareLinks(["old key"], TimeProvider.System).Make(job, end);
        var record = new Job { Id = job, JobList = "probe", CreationTime = default, SharedWith = [entry] };
        new ShareLinks(["new key", "old key"], TimeProvider.System).Opens(token, record).Should().BeTrue();
        new ShareLinks(["new key"], TimeProvider.System).Opens(token, record).Should().BeFalse();
        var later = entry.Replace(end.ToUnixTimeSeconds().ToString(), (end.ToUnixTimeSeconds() + 1).ToString(), StringComparison.Ordinal);
        new ShareLinks(["old key"], TimeProvider.System).Opens(token, record with { SharedWith = [later] }).Should().BeFalse("its end is signed");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var app = await StartAsync();
        var path = await app.CreateAsync(App.Basic("amina"));
        foreach (var form in (string[])["", "USER=", "LINK=never", "LINK=-1h", "LINK=9999d", "ALL=yes", "LINK=1h&LINK=2h", "USER=a%0Ab"])
        {
            (await app.StatusAsync("POST", path + "/sharing", App.Basic("amina"), form)).Should().Be(400, form);
        }

        var nobodys = await app.CreateAsync(null);
        (await app.StatusAsync("POST", nobodys + "/sharing", null, "USER=bob")).Should().Be(403);
    }

    [Fact]
    public async Task A_list_may_close_links_or_all_sharing()
    {
        await using var users = await StartAsync(("Defaults:Sharing", "Users"));
        var path = await users.CreateAsync(App.Basic("amina"));
        (await users.StatusAsync("POST", path + "/sharing", App.Basic("amina"), "LINK=1h")).Should().Be(403);
        (await users.StatusAsync("POST", path + "/sharing", App.Basic("amina"), "USER=bob")).Should().Be(303);
        await using var off = await StartAsync(("Defaults:Sharing", "Off"));
        path = await off.CreateAsync(App.Basic("amina"));
        (await off.StatusAsync("POST", path + "/sharing", App.Basic("amina"), "USER=bob")).Should().Be(403);
    }

    [Fact, Rule(66, 212)]
    public async Task An_administrator_may_all_and_an_operator_look()
    {
        await using var app = await StartAsync();
        var path = await app.CreateAsync(App.Basic("amina"));
        foreach (var name in (string[])["root", "desk"])
        {
            (await app.StatusAsync("GET", path, App.Basic(name))).Should().Be(200);
            using var list = await app.SendAsync("GET", "/uws/probe", App.Basic(name));
            (await list.Content.ReadAsStringAsync()).Should().Contain(path[(path.LastIndexOf('/') + 1)..]);
        }

        (await app.StatusAsync("DELETE", path, App.Basic("desk"))).Should().Be(403);
        (await app.StatusAsync("DELETE", path, App.Basic("root"))).Should().Be(303);
    }

    private static async Task<string> LinkAsync(App app, string path, string time)
    {
        using var made = await app.SendAsync("POST", path + "/sharing", App.Basic("amina"), "LINK=" + time);
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        made.Headers.Location!.AbsolutePath.Should().Be(path);
        return made.Headers.Location.Query;
    }
}
