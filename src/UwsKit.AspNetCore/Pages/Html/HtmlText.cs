using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace UwsKit;

/// <summary>
/// What the compiler makes of <c>html.Write($"&lt;b&gt;{name}&lt;/b&gt;")</c>: the literal parts are markup, the values never are. Not for use by hand.
/// </summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlText
{
    private readonly HtmlWriter _html;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">Characters of markup; not needed, for nothing is kept here.</param>
    /// <param name="formattedCount">Number of values; not needed either.</param>
    /// <param name="html">Where it goes.</param>
    public HtmlText(int literalLength, int formattedCount, HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        _ = (literalLength, formattedCount);
        _html = html;
    }

    /// <summary>Markup of the source code.</summary>
    public void AppendLiteral([ConstantExpected] string markup) => _html.Markup(markup);

    /// <summary>A text: escaped.</summary>
    public void AppendFormatted(string? text) => _html.Text(text);

    /// <summary>A number, in its invariant form.</summary>
    public void AppendFormatted(long number) => _html.Text(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>An attribute that is there or not.</summary>
    public void AppendFormatted(HtmlAttribute attribute) => _html.Attribute(attribute);

    /// <summary>More of the page; only where text may stand.</summary>
    public void AppendFormatted(Action<HtmlWriter>? part) => _html.Part(part);
}
