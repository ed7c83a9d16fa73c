using System.Text;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Local;

/// <summary>A request to a supervisor, as <c>supervisor.sh</c> reads it: words of any text without NUL, which it never takes for script text.</summary>
internal static partial class SupervisorRequest
{
    // Of each string of an exec: its end and its address. Besides the kernel wants room for its own.
    private const int PerWord = 1 + 8, Reserve = 8 * 1024;

    /// <summary>The lines of a request. A shell reads byte by byte, so the job's folder, the first word, is said once.</summary>
    public static byte[] Of(IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        var inFolder = words[0] + "/";
        foreach (var word in words)
        {
            // Of a word of several lines all but the last begin with a comma.
            var lines = word.Split('\n');
            foreach (var line in lines.AsSpan(..^1))
            {
                text.Append(',').Append(line).Append('\n');
            }

            text.Append(lines.Length == 1 ? Line(word, inFolder) : '.' + lines[^1]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("!\n").ToString());
    }

    /// <summary>Whether a shell can set the variable; those of the script itself it must not.</summary>
    public static bool IsVariable(string name) => Names().IsMatch(name) && !name.StartsWith("uws_", StringComparison.Ordinal);

    /// <summary>What arguments and environment take of the space for them, in bytes.</summary>
    public static long Space(IEnumerable<string> words) => Reserve + words.Sum(w => (long)Encoding.UTF8.GetByteCount(w) + PerWord);

    private static string Line(string word, string inFolder)
        => word.StartsWith(inFolder, StringComparison.Ordinal) ? word[(inFolder.Length - 1)..]
        : word.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && word.AsSpan(end + 1).StartsWith(inFolder, StringComparison.Ordinal)
            ? $":{word[..(end + 1)]}{word[(end + inFolder.Length)..]}"
        : '.' + word;

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Names();
}
