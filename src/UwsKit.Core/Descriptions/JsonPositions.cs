using System.Text.Json;

namespace UwsKit;

/// <summary>Where the members of a JSON text stand: lines and columns (in bytes) from 1, by place such as <c>parameters[2].min</c>.</summary>
internal sealed class JsonPositions
{
    private readonly Dictionary<string, (int Line, long Column)> _found = new(StringComparer.Ordinal) { [""] = (1, 1) };

    /// <param name="json">A text that the parser has read without an error.</param>
    public JsonPositions(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Stack<(string Place, int Index)> open = new();
        var (line, lineStart, counted) = (1, 0L, 0L);
        string? member = null;
        while (reader.Read())
        {
            var at = reader.TokenStartIndex;
            foreach (var b in json[(int)counted..(int)at])
            {
                counted++;
                (line, lineStart) = b == '\n' ? (line + 1, counted) : (line, lineStart);
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                member = Name(ref reader) is { } name ? Join(open.Peek().Place, name) : null;
                Note(member);
                continue;
            }

            var place = member ?? "";
            if (member is null && open.TryPop(out var list))
            {
                place = $"{list.Place}[{list.Index}]";
                open.Push((list.Place, list.Index + 1));
                Note(place);
            }

            member = null;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((place, 0));
            }

            void Note(string? what)
            {
                if (what is not null)
                {
                    _found[what] = (line, at - lineStart + 1);
                }
            }
        }
    }

    /// <summary>The position of a place, or of the nearest one around it.</summary>
    public (int Line, long Column) Of(string place)
    {
        while (place.Length > 0)
        {
            if (_found.TryGetValue(place, out var found))
            {
                return found;
            }

            place = place[..Math.Max(0, place.LastIndexOfAny(['.', '[']))];
        }

        return _found[""];
    }

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";

    // Half of a surrogate pair is legal to the parser and an exception to the reader.
    private static string? Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
