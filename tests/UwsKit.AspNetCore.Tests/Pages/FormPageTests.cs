using System.Net;

namespace UwsKit;

public sealed class FormPageTests
{
    private static readonly JobDescription Rich = new()
    {
        Name = "probe", Title = "A probe", Text = "Probes.",
        Parameters =
        [
            new("image", ParameterType.File) { Title = "Picture", MediaType = "application/fits" },
            new("width", ParameterType.Real) { Title = "Width", Text = "of the map", Unit = "deg", Min = "0.1", Max = "20", Default = "5" },
            new("count", ParameterType.Integer) { Required = true, Min = "0", Max = "10" },
            new("mode", ParameterType.Text) { Options = ["fast", "slow"], OptionTitles = new Dictionary<string, string> { ["slow"] = "slow but exact" }, Default = "fast" },
            new("label", ParameterType.Text) { Pattern = "[A-Za-z_-]+", MaxLength = 40, Group = "Naming" },
            new("query", ParameterType.Text) { MaxLength = 5000, Group = "Naming" },
            new("deep", ParameterType.Boolean) { Group = "Depth", Default = "false" },
            new("band", ParameterType.Text) { Repeatable = true, MaxCount = 4, Group = "Depth" },
        ],
        Results = [new("result", "text/plain")],
    };

    [Fact]
    public async Task The_form_knows_the_rules_that_browsers_know()
    {
        await using var app = await UwsApp.StartAsync(description: Rich);
        var html = await new PageBrowser(app).OpenAsync("/uws/probe/new?RUNID=mine&width=7");
        html.Should().MatchRegex("""<input id="p-width" name="width" type="number" value="7"[^>]* min="0.1" max="20" step="any">""")
            .And.MatchRegex("""<input id="p-count" name="count" type="number" value=""[^>]* required[^>]* step="1">""")
            .And.MatchRegex("""<label for="p-width">Width <span class="unit">deg</span>""").And.Contain("of the map").And.Contain("0.1 to 20 deg")
            .And.Contain("""<option value="fast" selected>fast</option><option value="slow">slow but exact</option>""")
            .And.MatchRegex("""name="label"[^>]* maxlength="40" pattern="\[A-Za-z_\\-\]\+">""")
            .And.MatchRegex("""<textarea id="p-query" name="query"[^>]* maxlength="5000">""")
            .And.Contain("""<option value="true">yes</option><option value="false" selected>no</option>""")
            .And.Contain("""<details class="group"><summary>Naming""").And.Contain("""name="RUNID" value="mine" """)
            .And.MatchRegex("""type="file" name="image" accept="[^"]*\.fits""").And.Contain("""type="url" name="image" """);
    }

    [Fact]
    public async Task A_wrong_form_comes_back_with_its_values_and_each_fault_beside_its_field()
    {
        await using var app = await UwsApp.StartAsync(description: Rich);
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/probe/new");
        var html = await browser.SubmitAsync("/uws/probe/new", ("width", "99"), ("label", "with blanks"), ("band", "one"), ("band", "two"), ("RUNID", "mine"), ("~do", "run"));
        browser.Status.Should().Be(HttpStatusCode.BadRequest);
        html.Should().Contain("""<p class="fault" id="e-width">&#39;99&#39; is not allowed; allowed: 0.1 to 20 deg</p>""").And.Contain("""<a href="#p-width">width</a>""")
            .And.MatchRegex("""name="width" type="number" value="99"[^>]* aria-describedby="h-width e-width" aria-invalid="true" """)
            .And.Contain("value=\"with blanks\"").And.Contain("value=\"one\"").And.Contain("value=\"two\"").And.Contain("value=\"mine\"")
            .And.Contain("""<details class="group" open><summary>Naming""");
        (await app.ListAsync()).Should().BeEmpty();

        html = await browser.SubmitAsync("/uws/probe/new", ("width", "3"), ("~do", "run"));
        html.Should().Contain("""id="e-count">a value is needed""");
        html = await browser.SubmitAsync("/uws/probe/new", ("width", "3"), ("count", "4"), ("label", ""), ("band", ""), ("RUNID", ""), ("EXECUTIONDURATION", "2h"), ("~do", "run"));
        html.Should().Contain("data-phase=\"QUEUED\"");
        var job = await app.JobAsync(browser.Path);
        job.Parameters.Select(p => (p.Name, p.Value)).Should().BeEquivalentTo([("width", "3"), ("count", "4"), ("mode", "fast"), ("deep", "false")]);
        (job.RunId, job.ExecutionDuration).Should().Be((null, TimeSpan.FromHours(2)));
    }

    [Theory]
    [InlineData("EXECUTIONDURATION", "long")]
    [InlineData("DESTRUCTION", "tomorrow")]
    [InlineData("DESTRUCTION", "2001-01-01")]
    [InlineData("RUNID", "0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_wrong_setting_of_the_job_is_told_beside_its_field(string name, string value)
    {
        await using var app = await UwsApp.StartAsync(description: Rich);
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/probe/new");
        (await browser.SubmitAsync("/uws/probe/new", (name, value), ("~do", "keep"))).Should().MatchRegex($"<p class=\"fault\" id=\"e-{name}\">[^<]+</p>").And.Contain($"value=\"{value}\"");
    }

    [Fact]
    public async Task A_job_is_cloned_with_its_values_and_its_file()
    {
        await using var app = await UwsApp.StartAsync(description: Rich);
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/probe/new");
        await browser.UploadAsync("/uws/probe/new", "image", "sky.fits", "SIMPLE", ("count", "4"), ("query", "a\r\nb"), ("RUNID", "first"), ("~do", "keep"));
        var first = browser.Path;
        var html = await browser.OpenAsync($"/uws/probe/new?~from={first[^31..]}");
        html.Should().Contain("value=\"4\"").And.Contain("\na\nb</textarea>").And.Contain("sky.fits").And.Contain("value=\"first\"");
        await browser.SubmitAsync("/uws/probe/new", ("~from", first[^31..]), ("~keep", "image"), ("count", "5"), ("query", "a\r\nb"), ("~do", "keep"));
        browser.Path.Should().NotBe(first);
        (await app.TextAsync($"{browser.Path}/parameters/image")).Should().Be("SIMPLE");
        (await app.TextAsync($"{browser.Path}/parameters/query")).Should().Be("a\nb");
        (await app.TextAsync($"{first}/parameters/count")).Should().Be("4");
        await app.SendAsync("DELETE", first);
        (await app.TextAsync($"{browser.Path}/parameters/image")).Should().Be("SIMPLE", "the file is a copy");
    }

    [Fact]
    public async Task Nobody_clones_a_job_of_somebody_else()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add, description: Rich);
        var (anna, bert) = (new PageBrowser(app, ("X-User", "anna")), new PageBrowser(app, ("X-User", "bert")));
        await anna.OpenAsync("/uws/probe/new");
        await anna.SubmitAsync("/uws/probe/new", ("count", "7"), ("~do", "keep"));
        await bert.OpenAsync($"/uws/probe/new?~from={anna.Path[^31..]}");
        bert.Status.Should().Be(HttpStatusCode.Forbidden);
        await bert.OpenAsync(anna.Path);
        bert.Status.Should().Be(HttpStatusCode.Forbidden);
        bert.Html.Should().Contain("belongs to somebody else");
        (await bert.OpenAsync("/uws/probe")).Should().Contain("There are no jobs yet");
    }

    [Fact]
    public async Task A_pending_job_is_edited_and_then_run()
    {
        await using var app = await UwsApp.StartAsync(description: Rich);
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/probe/new");
        await browser.SubmitAsync("/uws/probe/new", ("count", "4"), ("width", "3"), ("label", "abc"), ("~do", "keep"));
        var path = browser.Path;
        browser.Html.Should().Contain($"{path}/edit");
        (await browser.OpenAsync($"{path}/edit")).Should().Contain("value=\"abc\"");
        (await browser.SubmitAsync($"{path}/edit", ("count", "40"), ("label", "abc"), ("~do", "keep"))).Should().Contain("id=\"e-count\"");
        (await browser.SubmitAsync($"{path}/edit", ("count", "5"), ("label", ""), ("~do", "keep"))).Should().NotContain("abc");
        (await app.JobAsync(path)).Parameters.Should().NotContain(p => p.Name == "label" && p.Value != "");
        await browser.SubmitAsync($"{path}/edit", ("count", "5"), ("width", ""), ("label", "abd"), ("RUNID", "named"), ("~do", "run"));
        browser.Path.Should().Be(path);
        var job = await app.JobAsync(path);
        (job.Phase, job.RunId).Should().Be((ExecutionPhase.Queued, "named"));
        job.Parameters.Where(p => p.Name is "count" or "width" or "label").Select(p => p.Value).Should().BeEquivalentTo("5", "5", "abd");
        await browser.OpenAsync($"{path}/edit");
        browser.Status.Should().Be(HttpStatusCode.Forbidden);
    }
}
