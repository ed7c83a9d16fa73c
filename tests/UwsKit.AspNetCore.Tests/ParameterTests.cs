using System.Net;
using System.Text;

namespace UwsKit;

public sealed class ParameterTests
{
    [Fact]
    [Rule(8, 33, 120, 121, 122, 123, 125, 126, 127)]
    public async Task POST_replaces_the_values_of_the_names_posted()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=a&band=g&band=r");
        await app.PostAsync($"{path}/parameters", "BAND=z&count=3").ShouldSeeOtherAsync(path);
        await app.PostAsync(path, "text=b").ShouldSeeOtherAsync(path);
        var xml = await app.TextAsync($"{path}/parameters");
        var parameters = await UwsXmlReader.ReadParametersAsync(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
        parameters.Select(p => $"{p.Name}={p.Value}").Should().BeEquivalentTo("text=b", "band=z", "count=3");
        xml.Should().NotContain("version=\"1.1\"");
        Schemas.ValidateUws(xml);
        (await app.JobAsync(path)).Parameters.Should().BeEquivalentTo(parameters);
    }

    [Fact]
    [Rule(123)]
    public async Task A_list_that_promises_DALI_takes_parameters_at_their_own_URL_only()
    {
        await using var app = await UwsApp.StartAsync(list: new() { Dali = true });
        var path = await app.CreateAsync();
        await app.PostAsync(path, "text=b").ShouldRefuseAsync(HttpStatusCode.Forbidden, $"{path}/parameters");
        await app.PostAsync($"{path}/parameters", "text=b").ShouldSeeOtherAsync(path);
        await app.PostAsync(path, "PHASE=RUN").ShouldSeeOtherAsync(path);
    }

    [Fact]
    [Rule(21, 124)]
    public async Task Once_committed_parameters_do_not_change()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=a");
        await app.ExecuteAsync(path);
        await app.PostAsync($"{path}/parameters", "text=b").ShouldRefuseAsync(HttpStatusCode.Forbidden, "EXECUTING");
        await app.PostAsync(path, "text=b").ShouldRefuseAsync(HttpStatusCode.Forbidden, "EXECUTING");
        await app.SendAsync("PUT", $"{path}/parameters/text", new StringContent("b")).ShouldRefuseAsync(HttpStatusCode.Forbidden, "EXECUTING");
        (await app.TextAsync($"{path}/parameters/text")).Should().Be("a");
    }

    [Fact]
    [Rule(122, 123, 125, 128)]
    public async Task PUT_sets_one_value()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.SendAsync("PUT", $"{path}/parameters/text", new StringContent("a=b & c", Encoding.UTF8, "text/plain")).ShouldSeeOtherAsync(path);
        using var response = await app.Client.GetAsync($"{path}/parameters/TEXT");
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        (await response.Content.ReadAsStringAsync()).Should().Be("a=b & c");
        await app.SendAsync("PUT", $"{path}/parameters/count", new StringContent("99")).ShouldRefuseAsync(HttpStatusCode.BadRequest, "99");
        await app.SendAsync("PUT", $"{path}/parameters/nosuch", new StringContent("99")).ShouldRefuseAsync(HttpStatusCode.NotFound, "nosuch");
        var form = new FormUrlEncodedContent([KeyValuePair.Create("text", "x")]);
        await app.SendAsync("PUT", $"{path}/parameters/text", form).ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    [Rule(122, 128)]
    public async Task PUT_of_a_file_stores_it_with_its_media_type_and_drops_the_former_one()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        foreach (var text in (string[])["one", "two"])
        {
            await app.SendAsync("PUT", $"{path}/parameters/image", new StringContent(text, Encoding.UTF8, "image/fits")).ShouldSeeOtherAsync(path);
        }

        using var response = await app.Client.GetAsync($"{path}/parameters/image");
        response.Content.Headers.ContentType!.MediaType.Should().Be("image/fits");
        (await response.Content.ReadAsStringAsync()).Should().Be("two");
        (await UploadTests.FilesAsync(app)).Should().Be(1);
    }

    [Fact]
    [Rule(128, 20)]
    public async Task A_parameter_that_the_job_has_not_got_is_404()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("band=g&band=r");
        await app.Client.GetAsync($"{path}/parameters/text").ShouldRefuseAsync(HttpStatusCode.NotFound, "text");
        (await app.TextAsync($"{path}/parameters/band")).Should().Be("g\nr");
    }

    [Fact]
    [Rule(117, 118)]
    public async Task What_XML_cannot_hold_is_given_by_reference_and_stays_readable()
    {
        // A described text is refused when no document can hold it; what is not described is kept whatever it is.
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxInlineCharacters"] = "100", description: UwsApp.Probe with { AllowUndescribedParameters = true });
        await app.PostAsync("/uws/probe", "text=a%01b").ShouldRefuseAsync(HttpStatusCode.BadRequest, "parameter 'text': 'a\\u0001b' is not allowed");
        var longText = new string('x', 101);
        var path = await app.CreateAsync($"raw=a%01b&band={longText}&LANG=%3C%26%0D%0A%C3%A9");
        var xml = await app.TextAsync(path);
        Schemas.ValidateUws(xml);
        var job = await app.JobAsync(path);
        job.Parameters.Single(p => p.Name == "raw").ByReference.Should().BeTrue();
        job.Parameters.Single(p => p.Name == "band").ByReference.Should().BeTrue();
        job.Parameters.Single(p => p.Name == "LANG").Value.Should().Be("<&\r\né");
        (await app.TextAsync($"{path}/parameters/raw")).Should().Be("a\u0001b");
        (await app.TextAsync($"{path}/parameters/band")).Should().Be(longText);
    }

    [Fact]
    [Rule(110, 124)]
    public async Task A_refused_upload_to_a_job_leaves_what_was_there()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.SendAsync("PUT", $"{path}/parameters/image", new StringContent("one")).ShouldSeeOtherAsync(path);
        await UploadTests.PostAsync(app, $"{path}/parameters",
            "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\ntwo\r\n--xx\r\nContent-Disposition: form-data; name=\"count\"\r\n\r\n99\r\n--xx--\r\n")
            .ShouldRefuseAsync(HttpStatusCode.BadRequest, "99");
        (await app.TextAsync($"{path}/parameters/image")).Should().Be("one");
        (await UploadTests.FilesAsync(app)).Should().Be(1);
    }
}
