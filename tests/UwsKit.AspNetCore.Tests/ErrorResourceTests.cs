using System.Net;

namespace UwsKit;

public sealed class ErrorResourceTests
{
    [Fact]
    [Rule(200, 201)]
    public async Task A_job_without_error_has_no_error_resource()
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync($"{await app.CreateAsync()}/error").ShouldRefuseAsync(HttpStatusCode.NotFound, "no error");
        await app.Client.GetAsync($"{await app.CompleteAsync()}/error").ShouldRefuseAsync(HttpStatusCode.NotFound, "no error");
    }

    [Fact]
    [Rule(198, 199, 200)]
    public async Task The_error_is_the_message_and_the_detail_as_text()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await FailAsync(app);
        using var response = await app.Client.GetAsync($"{path}/error");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        (await response.Content.ReadAsStringAsync()).Should().Be("no disk\n\nline 1\nline 2 <&\u0001");
    }

    [Fact]
    [Rule(200)]
    public async Task A_detail_that_only_repeats_the_message_is_not_told_twice()
    {
        await using var app = await UwsApp.StartAsync();
        (await app.TextAsync($"{await FailAsync(app, "no disk\n")}/error")).Should().Be("no disk");
    }

    [Fact]
    [Rule(199)]
    public async Task The_error_can_be_a_VOTable()
    {
        await using var app = await UwsApp.StartAsync(list: new() { ErrorFormat = ErrorFormat.VOTable });
        var path = await FailAsync(app);
        using var response = await app.Client.GetAsync($"{path}/error");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-votable+xml");
        var xml = await response.Content.ReadAsStringAsync();
        xml.Should().Contain("<INFO name=\"QUERY_STATUS\" value=\"ERROR\">no disk");
        Schemas.Validate(xml, "ivoa/VOTable-1.4.xsd");
    }

    [Theory]
    [InlineData(ErrorFormat.VOTable, null, "application/x-votable+xml")]
    [InlineData(ErrorFormat.VOTable, ErrorFormat.Text, "text/plain")]
    [InlineData(ErrorFormat.Text, ErrorFormat.VOTable, "application/x-votable+xml")]
    [InlineData(null, null, "text/plain")]
    public async Task The_description_says_the_form_of_the_error_unless_the_configuration_does(ErrorFormat? described, ErrorFormat? configured, string type)
    {
        await using var app = await UwsApp.StartAsync(list: new() { ErrorFormat = configured }, description: UwsApp.Probe with { ErrorFormat = described });
        using var response = await app.Client.GetAsync($"{await FailAsync(app)}/error");
        (response.StatusCode, response.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.OK, type));
    }

    [Theory]
    [InlineData(3, "the work failed with exit status 3")]
    [InlineData(null, "the work failed")]
    public async Task Of_a_failure_without_a_message_the_exit_status_is_told(int? status, string told)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.Manager.ReportAsync(UwsApp.IdOf(path), BackendState.Failed, e => e with { ExitCode = status });
        (await app.TextAsync($"{path}/error")).Should().Be(told);
    }

    [Fact]
    [Rule(203)]
    public async Task A_job_aborted_by_its_user_has_no_error()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync($"{path}/phase", "PHASE=ABORT").ShouldSeeOtherAsync(path);
        (await app.TextAsync(path)).Should().NotContain("errorSummary");
        await app.Client.GetAsync($"{path}/error").ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    private static async Task<string> FailAsync(UwsApp app, string detail = "line 1\nline 2 <&\u0001")
    {
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.Manager.ReportAsync(UwsApp.IdOf(path), BackendState.Failed, e => e with { Message = "no disk", Detail = detail });
        return path;
    }
}
