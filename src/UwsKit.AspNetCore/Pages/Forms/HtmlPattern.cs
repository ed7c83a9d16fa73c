using System.Buffers;
using System.Text;

namespace UwsKit;

/// <summary>Turns a pattern of .NET into one of HTML (a regular expression with the flag v), where it means the same in both; the server judges in any case.</summary>
internal static class HtmlPattern
{
    // Inside a class the flag v gives these a meaning of their own, so they are escaped.
    private static readonly SearchValues<char> ClassSyntax = SearchValues.Create("()[{}/|&!#$%*+,.:;<=>?@^`~-");
    private static readonly SearchValues<char> SafeEscapes = SearchValues.Create("\\.^$*+?()[]{}|/-");

    /// <summary>The pattern for a browser; null when it uses anything that may mean something else there.</summary>
    public static string? Of(string pattern)
    {
        var html = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c > '~' || c < ' ' || (c == '(' && i + 1 < pattern.Length && pattern[i + 1] == '?' && !pattern.AsSpan(i).StartsWith("(?:")))
            {
                return null;
            }

            if (c == '\\')
            {
                if (++i == pattern.Length || !SafeEscapes.Contains(pattern[i]))
                {
                    return null;
                }

                html.Append('\\').Append(pattern[i]);
            }
            else if (c == '[')
            {
                if ((i = Class(pattern, i, html)) < 0)
                {
                    return null;
                }
            }
            else
            {
                html.Append(c is '/' ? "\\/" : c.ToString());
            }
        }

        return html.ToString();
    }

    // Copies [...]; gives the place of its end, or -1.
    private static int Class(string pattern, int start, StringBuilder html)
    {
        html.Append('[');
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            html.Append('^');
            i++;
        }

        for (var first = i; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == ']' && i > first)
            {
                html.Append(']');
                return i;
            }

            if (c == '\\')
            {
                if (++i == pattern.Length || !SafeEscapes.Contains(pattern[i]))
                {
                    return -1;
                }

                html.Append('\\').Append(pattern[i]);
                continue;
            }

            if (c is '[' or ']' || c > '~' || c < ' ')
            {
                return -1;
            }

            var range = c == '-' && i > first && i + 1 < pattern.Length && pattern[i + 1] != ']';
            html.Append(!range && ClassSyntax.Contains(c) && c is not ('%' or ',' or ':' or ';' or '<' or '=' or '>' or '@' or '`' or '~' or '!' or '#' or '&') ? $"\\{c}" : c.ToString());
        }

        return -1;
    }
}
