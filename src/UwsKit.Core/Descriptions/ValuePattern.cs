using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>
/// Regular expressions of descriptions. The engine does not backtrack, so time grows with the length of a value and no value can stall the service. Thread-safe.
/// </summary>
internal static class ValuePattern
{
    private const int Most = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    /// <summary>Whether the whole value matches; a match that takes too long is none.</summary>
    public static bool Matches(string pattern, string value)
    {
        try
        {
            return Find(pattern).IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with the expression; null when it can be used.</summary>
    public static string? Fault(string pattern)
    {
        try
        {
            // Alone first: "a)(b" is sound only inside the group that is put around it.
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
            Find(pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            return "it has back-references, look-around or too many repetitions; allowed: what is matched in linear time";
        }
        catch (RegexParseException e)
        {
            return $"{e.Error} at {e.Offset}; allowed: a regular expression of .NET";
        }
    }

    private static Regex Find(string pattern)
    {
        if (Known.Count > Most)
        {
            // Descriptions that come and go must not fill the memory.
            Known.Clear();
        }

        return Known.GetOrAdd(pattern, p => new($@"\A(?:{p})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience));
    }
}
