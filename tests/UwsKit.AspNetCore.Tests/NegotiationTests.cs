using FluentAssertions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace UwsKit.AspNetCore.Tests;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData(null, "text/xml")]
    [InlineData("", "text/xml")]
    [InlineData("*/*", "text/xml")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "text/html")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/*", "text/xml")]
    [InlineData("application/xml,text/plain", "text/xml")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData("application/json;q=0.5, text/xml", "text/xml")]
    [InlineData("application/json;q=0, */*;q=0.1", "text/xml")]
    [InlineData("text/xml;q=0, application/json;q=0.1", "application/json")]
    [InlineData("image/png", "text/xml")]
    [InlineData("not a media type", "text/xml")]
    public void The_form_is_the_one_that_the_client_prefers(string? accept, string form)
        => Choose(accept).Should().Be(form);

    [Theory]
    [InlineData("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")]
    [InlineData("text/html, image/gif, image/jpeg, */*; q=0.2")]
    public void Java_clients_that_say_nothing_are_not_given_pages(string accept)
        => Choose(accept).Should().Be("text/xml");

    [Fact]
    public void Caches_are_told_that_the_answer_depends_on_the_wish()
    {
        var http = new DefaultHttpContext();
        Negotiation.Choose(http, Negotiation.Xml, Negotiation.Html);
        http.Response.Headers.Vary.ToString().Should().Be("Accept");
    }

    private static string Choose(string? accept)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Accept = accept;
        return Negotiation.Choose(http, Negotiation.Xml, Negotiation.Json, Negotiation.Html);
    }
}
