using System.Text;
using CsCheck;

namespace UwsKit.Fuzz;

/// <summary>Inputs that are nearly right: samples with a few edits, which reach further into a parser than noise does. Sometimes noise.</summary>
internal static class Mutation
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "%", "%0", "%00", "%zz", "%C3", "+", "&", "=", "&&", "==", "\0", "\r", "\n", "\r\n", "\r\n\r\n", "--", ";", ",", ":", "|", "/", "..", "../", "\\", "~", "'", "\"", "`", "$(", "${", "{", "}", "[", "]",
            "<", ">", "</", "/>", "<!--", "-->", "]]>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#x10FFFF;", "<?xml", "param:", "file:///etc/passwd", "http://127.0.0.1/",
            "0", "-1", "+Inf", "NaN", "1e999", "9223372036854775808", "99999999999999999999999999", "00", "Z", "T", "-00:00", "9999-12-31T23:59:59.999Z", "0000-00-00",
            "PHASE", "RUN", "WAIT", "null", "true", "\uFEFF", "\u202E", "\U0001F52D", "e\u0301", "Content-Disposition: form-data; name=\"x\"", "filename=\"../../x\"", "filename*=UTF-8''%00",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], new byte[300],
    ];

    private static readonly Gen<Edit> AnyEdit = Gen.Select(Gen.Int[0, 6], Gen.Double[0, 1], Gen.Int[1, 40], Gen.Int[0, Tokens.Length - 1], Gen.Byte, (kind, at, length, token, value) => new Edit(kind, at, length, token, value));

    /// <summary>Edits of these samples.</summary>
    public static Gen<byte[]> Of(params string[] samples)
    {
        var edited = Gen.Select(Gen.Int[0, samples.Length - 1], AnyEdit.Array[0, 8], (sample, edits) => edits.Aggregate(Encoding.UTF8.GetBytes(samples[sample]), Apply));
        return Gen.Frequency((20, edited), (1, Gen.Byte.Array[0, 200]));
    }

    private static byte[] Apply(byte[] text, Edit edit)
    {
        var at = (int)(edit.At * text.Length);
        var end = Math.Min(text.Length, at + edit.Length);
        return edit.Kind switch
        {
            0 => [.. text[..at], .. Tokens[edit.Token], .. text[at..]],
            1 => [.. text[..at], .. Tokens[edit.Token], .. text[end..]],
            2 => [.. text[..at], .. text[end..]],
            3 => [.. text[..end], .. text[at..end], .. text[end..]],
            4 => text[..at],
            5 => [.. text[..at], edit.Value, .. text[Math.Min(text.Length, at + 1)..]],
            _ => [.. text[..at], .. Enumerable.Repeat(text[at..end], 1 + edit.Value).SelectMany(b => b), .. text[end..]],
        };
    }

    private sealed record Edit(int Kind, double At, int Length, int Token, byte Value);
}
