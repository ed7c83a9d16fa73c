using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UwsKit;

/// <summary>
/// The names of nodes. The service's prefix ends in <c>provsap?ID=</c>, so that a name written out is the URL that gives its provenance. Local names are legal in
/// PROV-N, PROV-JSON and, as XML names, in PROV-XML, whatever the text that they are made of, and different texts have different names.
/// </summary>
internal static class ProvNames
{
    public const string Prov = "http://www.w3.org/ns/prov#";
    public const string VoProv = "http://www.ivoa.net/documents/ProvenanceDM/index.html#";
    public const string UwsKit = "urn:uwskit:provenance#";
    public const string Own = "urn:uwskit:own#";
    public const string Prefix = "uws";
    private const int Longest = 120;

    /// <summary>The namespace of a service's own names.</summary>
    public static string Namespace(string root) => root + "/provsap?ID=";

    public static string Job(JobId job) => job.Value;

    public static string Result(JobId job, string id) => $"{job.Value}-r-{Escape(id)}";

    public static string Parameter(JobId job, string name, int occurrence)
        => occurrence == 0 ? $"{job.Value}-p-{Escape(name)}" : string.Create(CultureInfo.InvariantCulture, $"{job.Value}-p{occurrence}-{Escape(name)}");

    public static string Of(JobId job, string what, string name) => $"{job.Value}-{what}-{Escape(name)}";

    /// <summary>Content behind a URL; the same name for the same content of the same URL, whoever used it.</summary>
    public static string Url(string url, string? sha256) => "url-" + Hash(url + "\n" + sha256);

    public static string Person(string owner) => "user-" + Escape(owner);

    public static string Organization(string contact) => "contact-" + Hash(contact);

    public static string Software(string name) => "software-" + Escape(name);

    /// <summary>The job that a name belongs to.</summary>
    public static bool TryJob(string name, out JobId job) => JobId.TryParse(name.Length >= JobId.Length ? name[..JobId.Length] : null, out job)
        && (name.Length == JobId.Length || name[JobId.Length] == '-');

    /// <summary>The local name in what a client gave: plain, with prefix, or as URL.</summary>
    public static string Local(string given, string root)
        => given.StartsWith(Namespace(root), StringComparison.Ordinal) ? given[Namespace(root).Length..]
        : given.StartsWith(Prefix + ":", StringComparison.Ordinal) ? given[(Prefix.Length + 1)..] : given;

    /// <summary>
    /// Letters, digits, hyphens and inner dots stay, other characters become <c>_XX</c> for each byte of UTF-8, an underscore only where it could be read as such.
    /// A very long text is cut and told apart by its digest.
    /// </summary>
    public static string Escape(string text)
    {
        var name = new StringBuilder();
        for (var i = 0; i < text.Length && name.Length <= Longest; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetterOrDigit(c) || c == '-' || (c == '.' && i + 1 < text.Length) || (c == '_' && !(IsHex(text, i + 1) && IsHex(text, i + 2))))
            {
                name.Append(c);
                continue;
            }

            var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            foreach (var b in Encoding.UTF8.GetBytes(pair ? text.Substring(i++, 2) : c.ToString()))
            {
                name.Append(CultureInfo.InvariantCulture, $"_{b:X2}");
            }
        }

        return name.Length > Longest ? $"{name.ToString(0, 60).TrimEnd('.')}-{Hash(text)}" : name.ToString();
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];

    private static bool IsHex(string text, int i) => i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is >= 'A' and <= 'F');
}
