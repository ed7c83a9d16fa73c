using System.Net;
using System.Text;

namespace UwsKit;

/// <summary>What hostile or broken clients send: one clear line each, and not a record or file more than before.</summary>
public sealed class BadInputTests
{
    private static readonly JobDescription AllTypes = new()
    {
        Name = "probe",
        Parameters =
        [
            new("text", ParameterType.Text), new("word", ParameterType.Text) { Pattern = "[a-z]+", MaxLength = 8 }, new("integer", ParameterType.Integer), new("real", ParameterType.Real),
            new("boolean", ParameterType.Boolean), new("timestamp", ParameterType.Timestamp), new("uri", ParameterType.Uri), new("file", ParameterType.File) { MaxSize = 10 },
            new("interval", ParameterType.Real) { Xtype = "interval" }, new("point", ParameterType.Real) { Xtype = "point" }, new("circle", ParameterType.Real) { Xtype = "circle" },
            new("polygon", ParameterType.Real) { Xtype = "polygon" }, new("band", ParameterType.Text) { Repeatable = true }, new("few", ParameterType.Text) { Repeatable = true, MaxCount = 5 },
        ],
    };

    [Theory]
    [InlineData("text", "a\0b"), InlineData("text", "\u001B[2J"), InlineData("word", "../../etc/passwd"), InlineData("word", "$(reboot)"), InlineData("word", "a\n")]
    [InlineData("integer", "1;DROP TABLE jobs"), InlineData("integer", "9223372036854775808"), InlineData("integer", "١"), InlineData("real", "NaN"), InlineData("real", "1e999"), InlineData("real", "0x1p3")]
    [InlineData("boolean", "yes"), InlineData("timestamp", "2030-13-01"), InlineData("timestamp", "2030-01-01T00:00:00+01:00"), InlineData("uri", "javascript"), InlineData("uri", "http://a b/")]
    [InlineData("file", "file:///etc/passwd"), InlineData("file", "gopher://x/"), InlineData("file", "http://127.0.0.1/"), InlineData("file", "http://[::ffff:10.0.0.1]/"), InlineData("file", "param:nothing")]
    [InlineData("interval", "1"), InlineData("point", "1 2 3"), InlineData("point", "400 0"), InlineData("circle", "1 2 -3"), InlineData("polygon", "1 2 3 4"), InlineData("polygon", "1 2 3 4 5 x")]
    public async Task A_hostile_value_of_any_type_is_refused_by_name(string parameter, string value)
    {
        await using var app = await UwsApp.StartAsync(description: AllTypes);
        await app.CreateAsync("text=before");
        var before = await app.CountAsync();
        foreach (var url in (string[])["/uws/probe", "/uws/probe-sync"])
        {
            await app.PostAsync(url, $"{parameter}={Uri.EscapeDataString(value)}").ShouldRefuseAsync(HttpStatusCode.BadRequest, $"parameter '{parameter}'");
        }

        (await app.CountAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Names_that_differ_in_case_are_one_name()
    {
        await using var app = await UwsApp.StartAsync(description: AllTypes);
        await app.PostAsync("/uws/probe", "integer=1&INTEGER=2&Integer=3").ShouldRefuseAsync(HttpStatusCode.BadRequest, "parameter 'integer': given 3 times; allowed: once");
        await app.PostAsync("/uws/probe?integer=1", "INTEGER=1").ShouldRefuseAsync(HttpStatusCode.BadRequest, "given 2 times");
        await app.PostAsync("/uws/probe", "RunId=a&RUNID=b").ShouldRefuseAsync(HttpStatusCode.BadRequest, "RUNID");
        (await app.CountAsync()).Should().Be((0, 0));
        var path = await app.CreateAsync("Band=a&BAND=b&band=c");
        (await app.JobAsync(path)).Parameters.Select(p => (p.Name, p.Value)).Should().Equal(("band", "a"), ("band", "b"), ("band", "c"));
    }

    [Fact]
    public async Task Ten_thousand_values_are_as_good_as_their_number_is_allowed()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxValues"] = "10000", description: AllTypes);
        await app.PostAsync("/uws/probe", Many("band=x", 10_001)).ShouldRefuseAsync((HttpStatusCode)413, "more than the 10000 values allowed");
        await app.PostAsync("/uws/probe", Many("text=x", 10_000)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "parameter 'text': given 10000 times; allowed: once");
        await app.PostAsync("/uws/probe", Many("few=x", 10_000)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "parameter 'few': given 10000 times; allowed: at most 5 values");
        using (var wrong = await app.PostAsync("/uws/probe", Many("integer=x", 10_000)))
        {
            (await wrong.Content.ReadAsStringAsync()).Split('\n').Should().HaveCountLessThan(110).And.Contain(l => l.StartsWith("and 9"));
        }

        (await app.CountAsync()).Should().Be((0, 0));
        (await app.JobAsync(await app.CreateAsync(Many("band=x", 10_000)))).Parameters.Should().HaveCount(10_000);

        static string Many(string pair, int count) => string.Join('&', Enumerable.Repeat(pair, count));
    }

    [Fact]
    public async Task Thousands_of_file_parts_leave_nothing_when_they_are_refused()
    {
        await using var app = await UwsApp.StartAsync(description: AllTypes);
        var part = "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n";
        await UploadTests.PostAsync(app, "/uws/probe", string.Concat(Enumerable.Repeat(part, 51)) + "--xx--\r\n").ShouldRefuseAsync((HttpStatusCode)413, "50 values");
        await UploadTests.PostAsync(app, "/uws/probe", string.Concat(Enumerable.Repeat(part, 50)) + "--xx--\r\n").ShouldRefuseAsync(HttpStatusCode.BadRequest, "given 50 times");
        await UploadTests.PostAsync(app, "/uws/probe", part.Replace("\r\n\r\nx", "\r\n\r\n0123456789A", StringComparison.Ordinal) + "--xx--\r\n")
            .ShouldRefuseAsync(HttpStatusCode.BadRequest, "a file of 11 bytes was sent; allowed: at most 10 bytes");
        (await app.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_change_of_a_job_happens_as_a_whole_or_not_at_all()
    {
        await using var app = await UwsApp.StartAsync(description: AllTypes);
        var path = await app.CreateAsync("text=before");
        var before = await app.JobAsync(path);
        await app.PostAsync(path, "text=after&EXECUTIONDURATION=60&DESTRUCTION=2000-01-01&PHASE=RUN").ShouldRefuseAsync(HttpStatusCode.BadRequest, "is in the past");
        await app.PostAsync(path, "integer=x&EXECUTIONDURATION=60&PHASE=RUN").ShouldRefuseAsync(HttpStatusCode.BadRequest, "parameter 'integer'");
        (await app.JobAsync(path)).Should().BeEquivalentTo(before);
        var version = (await app.Storage.GetAsync(UwsApp.IdOf(path), default))!.Version;

        app.Manager.FreeSlots = 0;
        await app.PostAsync(path, "text=after&EXECUTIONDURATION=60&DESTRUCTION=&PHASE=RUN").ShouldSeeOtherAsync(path);

        var after = (await app.Storage.GetAsync(UwsApp.IdOf(path), default))!;
        (after.Phase, after.ExecutionDuration, after.Version).Should().Be((ExecutionPhase.Queued, TimeSpan.FromSeconds(60), version + 1), "it is one write");
        after.Parameters.Should().Contain(p => p.Value == "after");
    }

    [Fact]
    [Rule(124, 126)]
    public async Task An_empty_value_takes_a_parameter_back_where_none_can_be_empty()
    {
        var description = new JobDescription
        {
            Name = "probe", Parameters = [new("object", ParameterType.Text), new("ra", ParameterType.Real), new("width", ParameterType.Real) { Default = "5" }, new("image", ParameterType.File)],
            Rules = [new(ParameterRuleKind.OneOf, ["object", "ra"])],
        };
        await using var app = await UwsApp.StartAsync(description: description);
        var path = await app.CreateAsync("ra=83&width=7");
        await app.SendAsync("PUT", $"{path}/parameters/image", new StringContent("bytes")).ShouldSeeOtherAsync(path);
        await app.PostAsync($"{path}/parameters", "object=Crab").ShouldRefuseAsync(HttpStatusCode.BadRequest, "given together");

        await app.PostAsync($"{path}/parameters", "object=Crab&RA=&width=&image=").ShouldSeeOtherAsync(path);

        (await app.JobAsync(path)).Parameters.Select(p => (p.Name, p.Value)).Should().BeEquivalentTo([("object", "Crab"), ("width", "5")]);
        (await UploadTests.FilesAsync(app)).Should().Be(0);
        await app.PostAsync($"{path}/parameters", "object=&ra=83").ShouldSeeOtherAsync(path);
        await app.SendAsync("PUT", $"{path}/parameters/ra", new StringContent("")).ShouldSeeOtherAsync(path);
        await app.PostAsync($"{path}/phase", "PHASE=RUN").ShouldRefuseAsync(HttpStatusCode.BadRequest, "none is given");
        await app.PostAsync("/uws/probe", "ra=").ShouldRefuseAsync(HttpStatusCode.BadRequest, "parameter 'ra': '' is not allowed");
    }
}
