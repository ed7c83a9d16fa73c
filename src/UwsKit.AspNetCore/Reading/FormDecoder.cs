using System.Buffers;
using System.Text;

namespace UwsKit;

/// <summary>
/// Reads <c>application/x-www-form-urlencoded</c> bytes as they arrive. Stricter than the framework's reader, which lets broken escapes and
/// broken UTF-8 through as other text: here they are refused (400), and too much is refused (413) before it is kept. Not thread-safe.
/// </summary>
internal sealed class FormDecoder(LimitOptions limits)
{
    private const int MaxNameBytes = 1024;

    private static readonly SearchValues<byte> Special = SearchValues.Create("&=+%"u8);
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _token = new();
    private readonly List<PostedValue> _values = [];
    private string? _name;
    private int _escape;
    private int _high;

    /// <summary>Reads a whole text, such as a query string without its question mark.</summary>
    public static IReadOnlyList<PostedValue> Decode(string text, LimitOptions limits)
    {
        var decoder = new FormDecoder(limits);
        decoder.Append(Encoding.UTF8.GetBytes(text));
        return decoder.Complete();
    }

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_escape > 0)
            {
                ReadHex(bytes[0]);
                bytes = bytes[1..];
                continue;
            }

            var run = bytes.IndexOfAny(Special);
            Keep(run < 0 ? bytes : bytes[..run]);
            if (run < 0)
            {
                return;
            }

            ReadSpecial(bytes[run]);
            bytes = bytes[(run + 1)..];
        }
    }

    /// <summary>The values, in the order received.</summary>
    public IReadOnlyList<PostedValue> Complete()
    {
        if (_escape > 0)
        {
            throw BrokenEscape();
        }

        EndPair();
        return _values;
    }

    private void ReadSpecial(byte b)
    {
        switch (b)
        {
            case (byte)'&': EndPair(); break;
            case (byte)'+': Keep(" "u8); break;
            case (byte)'%': _escape = 1; break;
            case (byte)'=' when _name is null: _name = TakeToken(); break;
            default: Keep([b]); break;
        }
    }

    private void ReadHex(byte b)
    {
        var digit = char.IsAsciiHexDigit((char)b) ? Convert.ToInt32(((char)b).ToString(), 16) : throw BrokenEscape();
        if (_escape == 1)
        {
            (_high, _escape) = (digit, 2);
            return;
        }

        _escape = 0;
        Keep([(byte)((_high << 4) | digit)]);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var size = _token.WrittenCount + bytes.Length;
        if (_name is not null && size > limits.MaxValueBytes)
        {
            throw PostedForm.ValueTooLong(_name, limits);
        }

        if (_name is null && size > MaxNameBytes)
        {
            throw new UwsException(UwsErrorKind.TooLarge, $"A parameter name is longer than the {MaxNameBytes} bytes allowed.");
        }

        _token.Write(bytes);
    }

    private void EndPair()
    {
        if (_name is null && _token.WrittenCount == 0)
        {
            return;
        }

        var (name, value) = _name is null ? (TakeToken(), "") : (_name, TakeToken());
        _name = null;
        PostedForm.CheckName(name);
        _values.Add(new(name, value));
        PostedForm.CheckCount(_values.Count, limits);
    }

    private string TakeToken()
    {
        try
        {
            return Strict.GetString(_token.WrittenSpan);
        }
        catch (DecoderFallbackException e)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"The value of parameter '{OneLine.Of(_name)}' is not valid UTF-8.", e);
        }
        finally
        {
            _token.ResetWrittenCount();
        }
    }

    private UwsException BrokenEscape()
        => new(UwsErrorKind.Invalid, $"Broken percent-encoding in parameter '{OneLine.Of(_name)}': % must be followed by two hexadecimal digits.");
}
