using System.Text;

namespace UwsKit;

/// <summary>Reads <c>{name}</c> in the arguments of a command; <c>{{</c> and <c>}}</c> stand for the braces themselves.</summary>
internal static class Placeholders
{
    /// <summary>The names in a text.</summary>
    /// <returns>False when a brace has no partner.</returns>
    public static bool TryRead(string text, out List<string> names)
    {
        names = [];
        StringBuilder? name = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (name is null && (c is '{' or '}') && i + 1 < text.Length && text[i + 1] == c)
            {
                i++;
            }
            else if (c == '{' && name is null)
            {
                name = new();
            }
            else if (c == '}' && name is not null)
            {
                names.Add(name.ToString());
                name = null;
            }
            else if (c is '{' or '}')
            {
                return false;
            }
            else
            {
                name?.Append(c);
            }
        }

        return name is null;
    }
}
