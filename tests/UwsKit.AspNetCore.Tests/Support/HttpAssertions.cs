using System.Net;

namespace UwsKit;

internal static class HttpAssertions
{
    /// <summary>The answer to a change: 303, absolute URL, empty body.</summary>
    public static async Task ShouldSeeOtherAsync(this Task<HttpResponseMessage> sent, string path)
    {
        using var response = await sent;
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        response.Headers.Location!.IsAbsoluteUri.Should().BeTrue();
        response.Headers.Location.PathAndQuery.Should().Be(path);
        (await response.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    /// <summary>A refusal: the status and one line of text/plain that says the given words.</summary>
    public static async Task ShouldRefuseAsync(this Task<HttpResponseMessage> sent, HttpStatusCode status, params string[] words)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        text.Should().NotBeEmpty().And.NotContain("\n");
        foreach (var word in words)
        {
            text.Should().Contain(word);
        }
    }

    /// <summary>A refusal of several lines.</summary>
    public static async Task ShouldRefuseLinesAsync(this Task<HttpResponseMessage> sent, params string[] words)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest, text);
        text.Should().ContainAll(words);
    }
}
