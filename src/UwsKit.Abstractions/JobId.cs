using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UwsKit;

/// <summary>
/// A job's identifier: <c>j</c> and 30 lower-case base-32 characters holding 48 bits of time (milliseconds) and 102 random bits.
/// Sorts by time, cannot be guessed, is one URL segment as it stands, a file name on every system and a legal PROV name (UWS 1.1 §2.2.1).
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct JobId : IParsable<JobId>, IComparable<JobId>
{
    /// <summary>The number of characters of every id.</summary>
    public const int Length = 31;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly string? _value;

    private JobId(string value) => _value = value;

    /// <summary>The id as text; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>When the id was made (UTC, milliseconds); used to recognise leftovers of requests that were cut.</summary>
    public DateTimeOffset Time
    {
        get
        {
            long bits = 0;
            foreach (var c in Value.AsSpan(1, 10))
            {
                bits = (bits << 5) | (uint)Math.Max(0, Alphabet.IndexOf(c, StringComparison.Ordinal));
            }

            return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(bits >> 2, 253402300799999));
        }
    }

    /// <summary>Makes a new id, unique without asking anybody.</summary>
    public static JobId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        Span<byte> random = stackalloc byte[21];
        RandomNumberGenerator.Fill(random);
        Span<char> text = stackalloc char[Length];
        text[0] = 'j';
        var head = (time.GetUtcNow().ToUnixTimeMilliseconds() << 2) | (random[20] & 3u);
        for (var i = 10; i >= 1; i--, head >>= 5)
        {
            text[i] = Alphabet[(int)(head & 31)];
        }

        for (var i = 0; i < 20; i++)
        {
            text[11 + i] = Alphabet[random[i] & 31];
        }

        return new(new string(text));
    }

    /// <summary>Reads an id; anything but <c>j</c> and 30 characters 0–9 a–z is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result)
    {
        var good = s is { Length: Length } && s[0] == 'j' && !s.AsSpan(1).ContainsAnyExcept(Allowed);
        result = good ? new(s!) : default;
        return good;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out JobId)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, out JobId result) => TryParse(s, null, out result);

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not a job id.</exception>
    public static JobId Parse(string s, IFormatProvider? provider = null)
        => TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a job id.");

    /// <summary>Compares by text, which is by time and then at random.</summary>
    public int CompareTo(JobId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc cref="Value"/>
    public override string ToString() => Value;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    private sealed class Converter : JsonConverter<JobId>
    {
        public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => TryParse(reader.GetString(), out var id) ? id : throw new JsonException("not a job id");

        public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.Value);
    }

    /// <summary>Whether the left id sorts first.</summary>
    public static bool operator <(JobId left, JobId right) => left.CompareTo(right) < 0;
    /// <summary>Whether the right id sorts first.</summary>
    public static bool operator >(JobId left, JobId right) => left.CompareTo(right) > 0;
    /// <summary>Whether the right id does not sort first.</summary>
    public static bool operator <=(JobId left, JobId right) => left.CompareTo(right) <= 0;
    /// <summary>Whether the left id does not sort first.</summary>
    public static bool operator >=(JobId left, JobId right) => left.CompareTo(right) >= 0;
}
