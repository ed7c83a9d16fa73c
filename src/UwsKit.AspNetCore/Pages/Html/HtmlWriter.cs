using System.Buffers;
using System.Text;

namespace UwsKit;

/// <summary>
/// Writes HTML that no value can break out of. Markup is what stands literally in the source code, <c>html.Write($"&lt;a href="{url}"&gt;{name}&lt;/a&gt;")</c>;
/// every value is escaped for its place. A URL (<c>href</c>, <c>src</c>, <c>action</c>, …) that is neither http, https or mailto nor relative becomes
/// <c>#</c>. Values are refused, as a fault of the page's author, where no escape helps: outside quotes in a tag, in scripts, styles and event handlers. Not thread-safe.
/// </summary>
public sealed class HtmlWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "&<>\"'", .. Enumerable.Range(0, 0x20).Except([0x09, 0x0A, 0x0D]).Select(c => (char)c), '\u007F']);

    private readonly IBufferWriter<byte> _target;
    private State _state;
    private string _attribute = "";
    private bool _begun;

    /// <summary>A writer at the beginning of a document.</summary>
    /// <param name="target">Takes UTF-8.</param>
    public HtmlWriter(IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
    }

    /// <summary>Where in a document the next character stands.</summary>
    internal enum State
    {
        /// <summary>Between tags.</summary>
        Text,
        /// <summary>In a tag, outside quotes.</summary>
        Tag,
        /// <summary>In the quotes of an attribute.</summary>
        Value,
    }

    /// <summary>Writes markup with values; an interpolated string only, so that no other text can become markup.</summary>
    public HtmlWriter Write([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] ref HtmlText html) => this;

    internal void Markup(string markup)
    {
        var step = MarkupStep.Of(markup, _state);
        _target.Write(step.Utf8);
        _state = step.End;
        _begun = step.Begun || (_begun && step.Attribute is null);
        _attribute = step.Attribute ?? _attribute;
    }

    internal void Text(string? text)
    {
        if (_state is State.Tag || (_state is State.Value && IsCode(_attribute)))
        {
            throw new InvalidOperationException($"A value stands where it cannot be made safe: outside quotes in a tag, or in the attribute '{_attribute}'.");
        }

        text ??= "";
        if (_state is State.Value && !_begun && IsUrl(_attribute) && !SafeUrl.Is(text))
        {
            text = "#";
        }

        _begun = true;
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(Special); at >= 0; at = rest.IndexOfAny(Special))
        {
            Put(rest[..at]);
            Put(rest[at] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", '\'' => "&#39;", _ => "\uFFFD" });
            rest = rest[(at + 1)..];
        }

        Put(rest);
    }

    internal void Attribute(HtmlAttribute attribute)
    {
        if (_state is not State.Tag)
        {
            throw new InvalidOperationException($"The attribute '{attribute.Name}' stands outside a tag.");
        }

        if (!attribute.IsThere)
        {
            return;
        }

        Put(" ");
        Put(attribute.Name);
        if (attribute.Value is { } value)
        {
            (_attribute, _begun, _state) = (attribute.Name, false, State.Value);
            Put("=\"");
            Text(value);
            Put("\"");
            _state = State.Tag;
        }
    }

    internal void Part(Action<HtmlWriter>? part)
    {
        if (_state is not State.Text)
        {
            throw new InvalidOperationException("Part of a page stands inside a tag.");
        }

        part?.Invoke(this);
    }

    private static bool IsUrl(string attribute) => attribute is "href" or "src" or "action" or "formaction" or "cite" or "poster";

    private static bool IsCode(string attribute) => attribute is "style" or "srcdoc" or "srcset" || attribute.StartsWith("on", StringComparison.OrdinalIgnoreCase);

    private void Put(ReadOnlySpan<char> text)
    {
        // Halves of characters become U+FFFD.
        if (!text.IsEmpty)
        {
            var room = _target.GetSpan(text.Length * 3);
            _target.Advance(Encoding.UTF8.GetBytes(text, room));
        }
    }
}
