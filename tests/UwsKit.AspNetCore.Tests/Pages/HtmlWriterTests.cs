using System.Buffers;
using System.Text;

namespace UwsKit;

public sealed class HtmlWriterTests
{
    private const string Evil = "<script>alert('1')</script>\"&\u0000";
    private const string Tame = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\uFFFD";

    [Fact]
    public void Values_are_escaped_between_tags_and_in_attributes()
        => Write(html => html.Write($"""<p title="{Evil}">{Evil}</p>""")).Should().Be($"""<p title="{Tame}">{Tame}</p>""");

    [Theory]
    [InlineData("https://example.org/?a=1", "https://example.org/?a=1")]
    [InlineData("mailto:a@b", "mailto:a@b")]
    [InlineData("/uws/list", "/uws/list")]
    [InlineData("?PHASE=RUN:x", "?PHASE=RUN:x")]
    [InlineData("javascript:alert(1)", "#")]
    [InlineData("JavaScript:alert(1)", "#")]
    [InlineData("java\tscript:alert(1)", "#")]
    [InlineData(" javascript:alert(1)", "#")]
    [InlineData("\u0001javascript:alert(1)", "#")]
    [InlineData("data:text/html,x", "#")]
    [InlineData("vbscript:x", "#")]
    public void A_link_leads_nowhere_unless_its_scheme_runs_nothing(string url, string expected)
    {
        Write(html => html.Write($"""<a href="{url}">x</a>""")).Should().Be($"""<a href="{expected}">x</a>""");
        Write(html => html.Write($"""<a{new HtmlAttribute("href", url)}>x</a>""")).Should().Be($"""<a href="{expected}">x</a>""");
    }

    [Fact]
    public void What_follows_the_beginning_of_a_link_is_only_escaped()
        => Write(html => html.Write($"""<a href="{"/uws"}/{"a:b"}">""")).Should().Be("""<a href="/uws/a:b">""");

    [Fact]
    public void A_value_is_refused_where_no_escape_helps()
    {
        FluentActions.Invoking(() => Write(html => html.Write($"<p {Evil}>"))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => Write(html => html.Write($"<p class={Evil}>"))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => Write(html => html.Write($"""<p onclick="{Evil}">"""))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => Write(html => html.Write($"""<p style="{Evil}">"""))).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Attributes_are_there_or_not()
        => Write(html => html.Write($"""<input{new HtmlAttribute("checked", true)}{new HtmlAttribute("required", false)}{new HtmlAttribute("min", "\"0")}{new HtmlAttribute("max", null)}>"""))
            .Should().Be("<input checked min=\"&quot;0\">");

    [Fact]
    public void The_place_is_known_over_several_writes()
        => Write(html =>
        {
            html.Write($"<a href=\"");
            html.Write($"{"javascript:x"}\">");
            html.Write($"{Evil}");
        }).Should().Be($"<a href=\"#\">{Tame}");

    [Fact]
    public void Halves_of_characters_do_not_break_the_document()
        => Write(html => html.Write($"{"a\ud800b"}")).Should().Be("a\uFFFDb");

    [Theory]
    [InlineData("[A-Za-z0-9_-]+", "[A-Za-z0-9_\\-]+")]
    [InlineData("(?:a|b){2,3}", "(?:a|b){2,3}")]
    [InlineData(@"\d+", null)]
    [InlineData("(?i)abc", null)]
    [InlineData("(?<=a)b", null)]
    [InlineData("[a-z-[aeiou]]", null)]
    [InlineData(@"a\.fits", @"a\.fits")]
    [InlineData("ä+", null)]
    [InlineData("[abc", null)]
    public void A_pattern_is_given_to_browsers_only_where_it_means_the_same_there(string pattern, string? html) => HtmlPattern.Of(pattern).Should().Be(html);

    private static string Write(Action<HtmlWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new HtmlWriter(buffer));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
