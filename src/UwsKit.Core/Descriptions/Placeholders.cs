using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>
/// Reads <c>{name}</c> in the arguments of a command. <c>{{</c> and <c>}}</c> stand for the braces themselves, <c>${NAME}</c> is a shell's own, and
/// braces around anything that cannot be a name are text: managers replace described parameters only.
/// </summary>
internal static partial class Placeholders
{
    /// <summary>The names in a text, each of which should be that of a parameter.</summary>
    public static IEnumerable<string> Names(string text) => Token().Matches(text).Select(m => m.Groups["name"].Value).Where(n => n.Length > 0);

    // Doubled braces and ${…} are consumed first, so that what stands in them is no name.
    [GeneratedRegex(@"\{\{|\}\}|\$\{[^}]*\}|\{(?<name>[-\w.:]+)\}")]
    private static partial Regex Token();
}
