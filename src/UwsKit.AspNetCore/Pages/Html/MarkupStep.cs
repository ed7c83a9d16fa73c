using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;

namespace UwsKit;

/// <summary>
/// A piece of markup from the source code, read once: its bytes, and where the writer stands after it. A row of a table is hundreds of pieces, the same for each
/// row. Immutable.
/// </summary>
/// <param name="Utf8">The bytes.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Attribute">The attribute in which it ends, or that it began last; null = it began none.</param>
/// <param name="Begun">Whether something stands in the value in which it ends.</param>
internal sealed record MarkupStep(byte[] Utf8, HtmlWriter.State End, string? Attribute, bool Begun)
{
    // More pieces than all pages and templates have: were it ever full, further ones are read each time.
    private const int Most = 10_000;

    private static readonly ConcurrentDictionary<Key, MarkupStep> Known = new();

    /// <summary>The piece, as it is read from a place of that kind.</summary>
    /// <exception cref="InvalidOperationException">The markup is broken.</exception>
    public static MarkupStep Of(string markup, HtmlWriter.State start)
    {
        var key = new Key(markup, start);
        if (Known.TryGetValue(key, out var step))
        {
            return step;
        }

        step = Read(markup, start);
        return Known.Count < Most ? Known.GetOrAdd(key, step) : step;
    }

    private static MarkupStep Read(string markup, HtmlWriter.State state)
    {
        string? attribute = null;
        var begun = false;
        for (var rest = markup.AsSpan(); !rest.IsEmpty;)
        {
            var at = state switch { HtmlWriter.State.Text => rest.IndexOf('<'), HtmlWriter.State.Tag => rest.IndexOfAny('>', '"'), _ => rest.IndexOf('"') };
            begun |= state is HtmlWriter.State.Value && at != 0;
            if (at < 0)
            {
                break;
            }

            if (state is HtmlWriter.State.Tag && rest[at] == '"')
            {
                attribute = NameBefore(rest[..at]);
                begun = false;
            }

            state = state is HtmlWriter.State.Text or HtmlWriter.State.Value ? HtmlWriter.State.Tag : rest[at] == '>' ? HtmlWriter.State.Text : HtmlWriter.State.Value;
            rest = rest[(at + 1)..];
        }

        return new(Encoding.UTF8.GetBytes(markup), state, attribute, begun);
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text) => text[(text.LastIndexOfAny(' ', '\n', '<') + 1)..];

    private static string NameBefore(ReadOnlySpan<char> markup)
        => markup.EndsWith("=") ? LastWord(markup[..^1]).ToString() : throw new InvalidOperationException("A quote stands in a tag without a name and '=' before it.");

    // By the object, which for literals is one: no text is compared.
    private readonly struct Key(string markup, HtmlWriter.State start) : IEquatable<Key>
    {
        private readonly string _markup = markup;
        private readonly HtmlWriter.State _start = start;

        public bool Equals(Key other) => ReferenceEquals(_markup, other._markup) && _start == other._start;
        public override bool Equals(object? obj) => obj is Key other && Equals(other);
        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(_markup), _start);
    }
}
