using System.Text;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Any text in a column of PostgreSQL, which cannot hold U+0000: U+0000 is written as U+0001 '0', and so U+0001 as U+0001 '1'. No code is the
/// beginning of another, so equal texts stay equal and a beginning stays a beginning; all other texts stay as they are, readable in <c>psql</c>.
/// (The document needs none of this: JSON escapes control characters.) An unpaired surrogate, which is no text, becomes U+FFFD as in the document.
/// </summary>
internal static class ColumnText
{
    // The least of all texts that are not empty, so that owners stand in the order of OwnerCursor. Schema 1 had U+0001 '2', which is still read.
    private const string EmptyOwner = "\u0001/", FormerEmptyOwner = "\u00012";

    private static readonly Encoding Utf8 = new UTF8Encoding(false);

    public static string Encode(string text)
    {
        var safe = text.Any(char.IsSurrogate) ? Utf8.GetString(Utf8.GetBytes(text)) : text;
        return safe.AsSpan().IndexOfAny('\0', '\u0001') < 0
            ? safe
            : safe.Replace("\u0001", "\u00011", StringComparison.Ordinal).Replace("\0", "\u00010", StringComparison.Ordinal);
    }

    public static string Decode(string text) => text.Contains('\u0001', StringComparison.Ordinal)
        ? text.Replace("\u00010", "\0", StringComparison.Ordinal).Replace("\u00011", "\u0001", StringComparison.Ordinal)
        : text;

    /// <summary>The least column text after all that begin with one (columns compare by bytes of UTF-8, that is by code points); null = there is none.</summary>
    public static string? AfterAllThatBeginWith(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        var last = runes.FindLastIndex(rune => rune.Value < 0x10FFFF);
        if (last < 0)
        {
            return null;
        }

        // No text has a surrogate by itself.
        var next = new Rune(runes[last].Value == 0xD7FF ? 0xE000 : runes[last].Value + 1);
        return string.Concat(runes.Take(last).Append(next));
    }

    /// <summary>
    /// The owner's column: nobody is the empty text and an owner whose name is empty U+0001 '/'. (PostgreSQL reads an index in order for a value, but
    /// sorts for IS NULL.)
    /// </summary>
    public static string EncodeOwner(string? owner) => owner switch { null => "", "" => EmptyOwner, _ => Encode(owner) };

    /// <summary>What <see cref="EncodeOwner"/> was given.</summary>
    public static string? DecodeOwner(string column) => column switch { "" => null, EmptyOwner or FormerEmptyOwner => "", _ => Decode(column) };
}
