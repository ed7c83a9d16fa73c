using System.Net;
using System.Security.Cryptography;

namespace UwsKit;

public sealed class DaliUploadTests
{
    private static readonly JobDescription Tap = new()
    {
        Name = "probe", Parameters = [new("UPLOAD", ParameterType.File) { Repeatable = true, MaxCount = 3 }, new("maps", ParameterType.File) { Repeatable = true }],
    };

    [Fact]
    [Rule(105, 106, 107)]
    public async Task Each_upload_is_at_a_URL_with_its_name_and_shown_with_it()
    {
        await using var app = await UwsApp.StartAsync(description: Tap);
        var path = await PostAsync(app, "/uws/probe", Text("upload", "stars,param:p1;sky_2,param:P2"), File("p1", "one"), File("p2", "two"));

        (await app.JobAsync(path)).Parameters.Select(p => (p.Name, p.Value, p.ByReference)).Should().Equal(
            ("UPLOAD", $"stars,http://localhost{path}/parameters/UPLOAD/stars", false), ("UPLOAD", $"sky_2,http://localhost{path}/parameters/UPLOAD/sky_2", false));
        Schemas.ValidateUws(await app.TextAsync(path));
        using var answer = await app.Client.GetAsync($"{path}/parameters/upload/SKY_2");
        (await answer.Content.ReadAsStringAsync()).Should().Be("two");
        answer.Headers.GetValues("Repr-Digest").Should().Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData("two"u8))}:");
        (await app.TextAsync($"{path}/parameters/UPLOAD")).Split('\n').Should().HaveCount(2).And.OnlyContain(l => l.StartsWith("http://localhost"));
        await app.Client.GetAsync($"{path}/parameters/UPLOAD/moon").ShouldRefuseAsync(HttpStatusCode.NotFound, "UPLOAD/moon");

        // They accumulate; one of the same name is replaced, and its file goes.
        await PostAsync(app, $"{path}/parameters", Text("UPLOAD", "Stars,param:p"), Text("UPLOAD", "more,http://example.org/t;jsessionid=1"), File("p", "newer"));
        (await app.TextAsync($"{path}/parameters/UPLOAD/stars")).Should().Be("newer");
        (await app.TextAsync($"{path}/parameters/UPLOAD/sky_2")).Should().Be("two");
        (await app.JobAsync(path)).Parameters.Should().Contain(p => p.Value == "more,http://example.org/t;jsessionid=1");
        (await UploadTests.FilesAsync(app)).Should().Be(2);
    }

    [Theory]
    [InlineData("t,param:p", "t,param:p", "the name 't' is given more than once")]
    [InlineData("t,param:p;T,param:p", "", "the name 'T' is given more than once")]
    [InlineData("2t,param:p", "", "'2t,param:p' is not allowed; allowed: NAME,URI")]
    [InlineData("t,file:///etc/passwd", "u,param:p", "'t,file:///etc/passwd' is not allowed")]
    [InlineData("t,param:q", "u,param:p", "'t,param:q' refers to a file part that was not sent")]
    [InlineData("t,http://169.254.169.254/", "u,param:p", "does not fetch from '169.254.169.254'")]
    [InlineData("t,http://me:secret@example.org/", "u,param:p", "a URL with a user name or password is not allowed")]
    [InlineData("param:p", "", "'param:p' is not allowed")]
    [InlineData("a,param:p;b,http://e.org/;c,http://e.org/;d,http://e.org/", "", "given 4 times; allowed: at most 3 values")]
    public async Task Uploads_that_break_a_rule_are_refused_and_leave_nothing(string one, string two, string why)
    {
        await using var app = await UwsApp.StartAsync(description: Tap);
        using var answer = await SendAsync(app, "/uws/probe", two.Length > 0 ? [Text("UPLOAD", one), Text("UPLOAD", two), File("p", "x")] : [Text("UPLOAD", one), File("p", "x")]);
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(why).And.NotContain("secret");
        (await app.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    [Rule(106, 107)]
    public async Task Several_files_of_one_parameter_have_a_URL_each()
    {
        await using var app = await UwsApp.StartAsync(description: Tap);
        var path = await PostAsync(app, "/uws/probe", File("maps", "one"), File("maps", "two"));
        (await app.JobAsync(path)).Parameters.Select(p => (p.Value, p.ByReference)).Should().Equal(($"http://localhost{path}/parameters/maps/1", true), ($"http://localhost{path}/parameters/maps/2", true));
        (await app.TextAsync($"{path}/parameters/maps/1")).Should().Be("one");
        (await app.TextAsync($"{path}/parameters/maps/2")).Should().Be("two");
        (await app.TextAsync($"{path}/parameters/maps")).Should().Be($"http://localhost{path}/parameters/maps/1\nhttp://localhost{path}/parameters/maps/2");
        await app.Client.GetAsync($"{path}/parameters/maps/3").ShouldRefuseAsync(HttpStatusCode.NotFound, "maps/3");
    }

    [Fact]
    public async Task Without_an_UPLOAD_of_its_own_a_list_takes_it_for_its_file_parameters()
    {
        var description = Tap with { Parameters = [new("events", ParameterType.File), new("maps", ParameterType.File) { Repeatable = true }, new("ra", ParameterType.Real)] };
        await using var app = await UwsApp.StartAsync(description: description);
        var path = await PostAsync(app, "/uws/probe", Text("UPLOAD", "Events,param:p;maps,http://example.org/m.fits"), File("p", "bytes"));
        (await app.TextAsync($"{path}/parameters/events")).Should().Be("bytes");
        (await app.JobAsync(path)).Parameters.Should().Contain(p => p.Name == "maps" && p.Value == "http://example.org/m.fits" && p.ByReference);

        await SendAsync(app, "/uws/probe", Text("UPLOAD", "ra,param:p"), File("p", "x")).ShouldRefuseLinesAsync("parameter 'UPLOAD': 'ra,param:p' is not allowed", "events, maps");
        await SendAsync(app, "/uws/probe", Text("UPLOAD", "maps,param:p"), Text("UPLOAD", "maps,param:p"), File("p", "x")).ShouldRefuseLinesAsync("each NAME once");
        (await app.CountAsync()).Should().Be((1, 1));
    }

    private static string Text(string name, string value) => $"--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string File(string name, string content) => $"--xx\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\nContent-Type: application/fits\r\n\r\n{content}\r\n";

    private static Task<HttpResponseMessage> SendAsync(UwsApp app, string path, params string[] parts) => UploadTests.PostAsync(app, path, string.Concat(parts) + "--xx--\r\n");

    private static async Task<string> PostAsync(UwsApp app, string path, params string[] parts)
    {
        using var answer = await SendAsync(app, path, parts);
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.AbsolutePath;
    }
}
