using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>Which of the forms that a resource has a client is given (RFC 9110 §12.5.1, UWS 1.1 §2.2.2).</summary>
internal static class Negotiation
{
    /// <summary>JSON forms of jobs, lists and descriptions.</summary>
    public const string Json = "application/json";

    /// <summary>XML documents; a client that names <c>application/xml</c> means them as well.</summary>
    public const string Xml = "text/xml";

    /// <summary>Bare text.</summary>
    public const string Plain = "text/plain";

    /// <summary>Pages for people.</summary>
    public const string Html = "text/html";

    // What java.net.HttpURLConnection sends when its program says nothing, stilts and TOPCAT among them: no wish for a page.
    private static readonly string[] JavaDefault = ["text/html", "image/gif", "image/jpeg"];

    /// <summary>
    /// The form that the request prefers, and <c>Vary: Accept</c> on its answer. Between equal wishes one that is named goes before one that a wildcard
    /// covers, then the order of the offers counts. A client without a preference, or whose wishes nobody can fulfil, gets the first.
    /// </summary>
    public static string Choose(HttpContext http, params ReadOnlySpan<string> offers)
    {
        var headers = http.Response.Headers;
        if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Accept))
        {
            headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept);
        }

        var accept = http.Request.Headers.Accept;
        if (accept.Count == 0 || accept is ["*/*"] || !MediaTypeHeaderValue.TryParseList(accept, out var ranges) || IsJavaDefault(ranges))
        {
            return offers[0];
        }

        var (best, rank) = (offers[0], (Quality: 0.0, Specificity: 0));
        foreach (var offer in offers)
        {
            var own = RankOf(offer, ranges);
            if (own.Quality > 0 && own.CompareTo(rank) > 0)
            {
                (best, rank) = (offer, own);
            }
        }

        return best;
    }

    // The most specific range that covers the offer says how much it is wanted.
    private static (double Quality, int Specificity) RankOf(string offer, IList<MediaTypeHeaderValue> ranges)
    {
        var rank = (Quality: 0.0, Specificity: 0);
        foreach (var range in ranges)
        {
            var specificity = SpecificityOf(offer, range);
            if (specificity > rank.Specificity || (specificity == rank.Specificity && specificity > 0 && (range.Quality ?? 1) > rank.Quality))
            {
                rank = (range.Quality ?? 1, specificity);
            }
        }

        return rank;
    }

    private static int SpecificityOf(string offer, MediaTypeHeaderValue range)
    {
        if (range.MatchesAllTypes)
        {
            return 1;
        }

        var media = range.MediaType;
        if (range.MatchesAllSubTypes)
        {
            return offer.AsSpan(0, offer.IndexOf('/', StringComparison.Ordinal)).Equals(range.Type.AsSpan(), StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        }

        return media.Equals(offer, StringComparison.OrdinalIgnoreCase) || (offer == Xml && media.Equals("application/xml", StringComparison.OrdinalIgnoreCase)) ? 3 : 0;
    }

    private static bool IsJavaDefault(IList<MediaTypeHeaderValue> ranges)
    {
        var named = ranges.Where(r => !r.MatchesAllTypes).Select(r => r.MediaType.Value).ToList();
        return named.Count == JavaDefault.Length && JavaDefault.All(j => named.Contains(j, StringComparer.OrdinalIgnoreCase));
    }
}
