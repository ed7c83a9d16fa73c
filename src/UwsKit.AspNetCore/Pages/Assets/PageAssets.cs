using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace UwsKit;

/// <summary>
/// What pages load beside themselves, from this assembly: no file to deploy, no other host. One hash over all of them is part of their URL, so they are kept
/// by browsers for ever and modules find each other by relative paths. Thread-safe.
/// </summary>
internal sealed class PageAssets
{
    /// <summary>The path segment under the prefix; no job list has this name.</summary>
    public const string Segment = "assets";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".svg"] = "image/svg+xml",
    };

    private readonly FrozenDictionary<string, PageAsset> _files;

    public PageAssets(UwsPagesOptions options)
    {
        var assembly = typeof(PageAssets).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith("pages/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToDictionary(n => n["pages/".Length..], n =>
        {
            using var stream = assembly.GetManifestResourceStream(n)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        });
        files["theme.css"] = Encoding.UTF8.GetBytes(Theme(options));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(bytes);
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        _files = files.ToFrozenDictionary(f => f.Key, f => new PageAsset(Types[Path.GetExtension(f.Key)], f.Value), StringComparer.Ordinal);
    }

    /// <summary>Of all files together.</summary>
    public string Hash { get; }

    /// <summary>Names of all files.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>A file; null when there is none of that name.</summary>
    public PageAsset? Find(string name) => _files.GetValueOrDefault(name);

    // The only style that depends on the configuration; a style sheet of its own, since the policy forbids inline ones.
    private static string Theme(UwsPagesOptions options)
        => $":root{{--accent:{options.Accent};--on-accent:{(IsDark(options.Accent) ? "#fff" : "#000")}}}\n";

    // WCAG 2.2: black or white, whichever has the greater contrast.
    private static bool IsDark(string colour)
    {
        var channels = Convert.FromHexString(colour.AsSpan(1)).Select(b => b / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]) < 0.179;
    }
}

/// <summary>One file, compressed once, when it is first asked for. Thread-safe.</summary>
internal sealed class PageAsset(string mediaType, byte[] plain)
{
    private readonly Lazy<byte[]> _brotli = new(() => Compress(plain, s => new BrotliStream(s, CompressionLevel.SmallestSize)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(plain, s => new GZipStream(s, CompressionLevel.SmallestSize)));

    public string MediaType { get; } = mediaType;

    /// <summary>The bytes in a coding: <c>br</c>, <c>gzip</c>, or as they are.</summary>
    public byte[] In(string? coding) => coding switch { "br" => _brotli.Value, "gzip" => _gzip.Value, _ => plain };

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> coder)
    {
        using var buffer = new MemoryStream();
        using (var stream = coder(buffer))
        {
            stream.Write(bytes);
        }

        return buffer.ToArray();
    }
}
