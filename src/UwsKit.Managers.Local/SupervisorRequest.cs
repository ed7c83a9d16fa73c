using System.Text;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Local;

/// <summary>A request to a supervisor, as <c>supervisor.sh</c> reads it: words of any text without NUL, which it never takes for script text.</summary>
internal static partial class SupervisorRequest
{
    // Of each string of an exec: its end and its address. Besides the kernel wants room for its own.
    private const int PerWord = 1 + 8, Reserve = 8 * 1024;

    /// <summary>The lines of a request. A shell reads byte by byte, so where the job's files are is said once.</summary>
    /// <param name="folder">The job, and its folder below the root that the supervisor knows.</param>
    /// <param name="files">Where many of its other files are.</param>
    /// <param name="words">From the attempt on.</param>
    public static byte[] Of(JobFolder folder, string files, IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        var (inFolder, inFiles) = (folder.Path + "/", files + "/");
        foreach (var word in words.Prepend(files).Prepend(folder.Id.Value))
        {
            // Of a word of several lines all but the last begin with a comma.
            var lines = word.Split('\n');
            foreach (var line in lines.AsSpan(..^1))
            {
                text.Append(',').Append(line).Append('\n');
            }

            text.Append(lines.Length == 1 ? Line(word, inFolder, inFiles) : '.' + lines[^1]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("!\n").ToString());
    }

    /// <summary>Whether a shell can set the variable; those of the script itself it must not.</summary>
    public static bool IsVariable(string name) => Names().IsMatch(name) && !name.StartsWith("uws_", StringComparison.Ordinal);

    /// <summary>What arguments and environment take of the space for them, in bytes.</summary>
    public static long Space(IEnumerable<string> words) => Reserve + words.Sum(w => (long)Encoding.UTF8.GetByteCount(w) + PerWord);

    private static string Line(string word, string inFolder, string inFiles)
    {
        var name = word.IndexOf('=', StringComparison.Ordinal) + 1;
        return In(inFolder, 0) ? word[(inFolder.Length - 1)..]
            : In(inFiles, 0) ? $"@{word[(inFiles.Length - 1)..]}"
            : name > 1 && In(inFolder, name) ? $":{word[..name]}{word[(name + inFolder.Length - 1)..]}"
            : name > 1 && In(inFiles, name) ? $"={word[..name]}{word[(name + inFiles.Length - 1)..]}"
            : '.' + word;

        bool In(string place, int at) => word.AsSpan(at).StartsWith(place, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Names();
}
