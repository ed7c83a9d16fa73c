using System.Net;
using System.Text;

namespace UwsKit;

public sealed class UploadTests
{
    private const string Type = "multipart/form-data; boundary=xx";

    [Fact]
    public async Task A_type_that_no_header_can_carry_does_not_make_a_file_unreadable()
    {
        await using var app = await UwsApp.StartAsync();
        using var made = await PostAsync(app, "/uws/probe", "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\nContent-Type: text/plain; x=\"ü\"\r\n\r\nbytes\r\n--xx--\r\n");
        using var answer = await app.Client.GetAsync($"{made.Headers.Location!.AbsolutePath}/parameters/image");
        (await answer.Content.ReadAsStringAsync()).Should().Be("bytes");
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
    }

    [Fact]
    [Rule(105, 106, 107, 108, 116, 128)]
    public async Task A_file_is_kept_and_shown_by_reference()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await PostAsync(app, "/uws/probe",
            "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"../../etc/my map.fits\"\r\nContent-Type: image/fits\r\n\r\nSIMPLE\r\n--xx--\r\n");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        var path = response.Headers.Location!.AbsolutePath;
        var parameter = (await app.JobAsync(path)).Parameters.Single();
        parameter.ByReference.Should().BeTrue();
        parameter.Value.Should().Be($"http://localhost{path}/parameters/image");
        using var file = await app.Client.GetAsync($"{path}/parameters/image");
        file.Content.Headers.ContentType!.MediaType.Should().Be("image/fits");
        file.Content.Headers.GetValues("Content-Disposition").Single().Should().Contain("filename=\"my map.fits\"").And.NotContain("etc");
        (await file.Content.ReadAsStringAsync()).Should().Be("SIMPLE");
        Schemas.ValidateUws(await app.TextAsync(path));
        Schemas.ValidateUws(await app.TextAsync($"{path}/parameters"));
        (await app.Files.ListAsync(UwsApp.IdOf(path), JobFileArea.Input, default)).Single().Name.Should().MatchRegex("^image-[0-9a-z]{12}$");
    }

    [Theory]
    [Rule(110, 32)]
    [InlineData("")]
    [InlineData("no boundary at all")]
    [InlineData("--xx\r\n")]
    [InlineData("--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nhalf of it")]
    [InlineData("--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nall\r\n--xx\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf")]
    [InlineData("--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nall\r\n--xx\r\nContent-Disp")]
    [InlineData("--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nall\r\n--xx\r\nContent-Type: text/plain\r\n\r\nno name\r\n--xx--")]
    [InlineData("--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nall\r\n--xx\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\u00ff\r\n--xx--")]
    [InlineData("--xx\r\nbroken header\r\n\r\nx\r\n--xx--")]
    public async Task A_broken_multipart_body_is_refused_and_leaves_neither_job_nor_file(string body)
    {
        await using var app = await UwsApp.StartAsync();
        await PostAsync(app, "/uws/probe", body, Encoding.Latin1, chunked: true).ShouldRefuseAsync(HttpStatusCode.BadRequest);
        (await app.ListAsync()).Should().BeEmpty();
        (await FilesAsync(app)).Should().Be(0);
    }

    [Fact]
    [Rule(109, 110)]
    public async Task A_reference_without_its_part_or_a_part_that_nobody_wants_is_refused()
    {
        await using var app = await UwsApp.StartAsync();
        await app.PostAsync("/uws/probe", "image=param:missing").ShouldRefuseAsync(HttpStatusCode.BadRequest, "missing");
        await PostAsync(app, "/uws/probe", "--xx\r\nContent-Disposition: form-data; name=\"nobody\"; filename=\"a\"\r\n\r\nx\r\n--xx--\r\n")
            .ShouldRefuseAsync(HttpStatusCode.BadRequest, "nobody");
        (await app.ListAsync()).Should().BeEmpty();
        (await FilesAsync(app)).Should().Be(0);
    }

    [Fact]
    [Rule(105, 107)]
    public async Task A_parameter_may_refer_to_a_part_of_another_name()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await PostAsync(app, "/uws/probe",
            "--xx\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nparam:p1\r\n--xx\r\nContent-Disposition: form-data; name=\"p1\"; filename=\"a\"\r\n\r\nbytes\r\n--xx--\r\n");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        (await app.TextAsync($"{response.Headers.Location!.AbsolutePath}/parameters/image")).Should().Be("bytes");
    }

    [Fact]
    [Rule(110, 32)]
    public async Task An_upload_over_the_limit_is_413_and_leaves_nothing()
    {
        await using var app = await UwsApp.StartAsync(list: new() { MaxBody = 100_000 });
        var body = "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n" + new string('x', 200_000) + "\r\n--xx--\r\n";
        await PostAsync(app, "/uws/probe", body).ShouldRefuseAsync((HttpStatusCode)413, "100000");
        await PostAsync(app, "/uws/probe", body, chunked: true).ShouldRefuseAsync((HttpStatusCode)413, "100000");
        (await app.ListAsync()).Should().BeEmpty();
        (await FilesAsync(app)).Should().Be(0);
    }

    [Fact]
    [Rule(110)]
    public async Task A_form_field_in_which_no_file_was_chosen_is_no_file()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await PostAsync(app, "/uws/probe",
            "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--xx--\r\n");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        (await app.JobAsync(response.Headers.Location!.AbsolutePath)).Parameters.Should().BeEmpty();
        (await FilesAsync(app)).Should().Be(0);
    }

    internal static Task<HttpResponseMessage> PostAsync(UwsApp app, string path, string body, Encoding? encoding = null, bool chunked = false)
    {
        var bytes = (encoding ?? Encoding.UTF8).GetBytes(body);
        HttpContent content = chunked ? new StreamContent(new MemoryStream(bytes)) : new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", Type);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        return app.Client.SendAsync(request);
    }

    internal static async Task<int> FilesAsync(UwsApp app)
    {
        var count = 0;
        await foreach (var job in app.Files.ListJobsAsync(default))
        {
            count += (await app.Files.ListAsync(job, JobFileArea.Input, default)).Count;
        }

        return count;
    }
}
