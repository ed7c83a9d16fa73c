using System.Text.Json;

namespace UwsKit;

/// <summary>
/// What a job's script says of itself: a PROV-JSON file <c>provenance.json</c> in its output directory. Its names count within the job only, so it can neither
/// speak of other jobs nor overwrite what the service knows.
/// </summary>
internal sealed record OwnProvenance(IReadOnlyList<ProvNode> Nodes, IReadOnlyList<ProvRelation> Relations)
{
    public const string FileName = "provenance.json";
    public const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 8;
    private const int MaxStatements = 2000;
    private const int MaxText = 1000;

    private static readonly (string Name, ProvKind Kind, ProvClass Class)[] Kinds =
        [("entity", ProvKind.Entity, ProvClass.Input), ("activity", ProvKind.Activity, ProvClass.Step), ("agent", ProvKind.Agent, ProvClass.Software)];

    /// <summary>Reads and checks a document.</summary>
    /// <exception cref="FormatException">It cannot be taken; the message is one line that says why.</exception>
    public static OwnProvenance Parse(ReadOnlyMemory<byte> document, JobId job)
    {
        if (document.Length > MaxBytes)
        {
            throw new FormatException($"it has more than the {MaxBytes} bytes allowed");
        }

        try
        {
            using var json = JsonDocument.Parse(document, new() { MaxDepth = MaxDepth });
            return new Reader(job).Read(json.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no JSON of at most {MaxDepth} levels: {OneLineOf(e.Message)}", e);
        }
        catch (InvalidOperationException e)
        {
            // Text with half of a surrogate pair cannot be read as text.
            throw new FormatException("it holds text that is no Unicode", e);
        }
    }

    private static string OneLineOf(string text) => Short(XmlText.Clean(text.ReplaceLineEndings(" ")), 120);

    private static string Short(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");

    private sealed class Reader(JobId job)
    {
        private readonly Dictionary<string, ProvNode> _nodes = new(StringComparer.Ordinal);
        private readonly List<ProvRelation> _relations = [];

        public OwnProvenance Read(JsonElement root)
        {
            foreach (var member in Members(root, "the document"))
            {
                if (Kinds.FirstOrDefault(k => k.Name == member.Name) is { Name: not null } kind)
                {
                    Add(kind.Kind, kind.Class, member.Value);
                }
                else if (ProvVerbs.TryParse(member.Name, out var verb))
                {
                    Add(verb, member.Value);
                }
                else if (member.Name != "prefix")
                {
                    throw new FormatException($"'{OneLineOf(member.Name)}' is not taken over; allowed: prefix, entity, activity, agent, {string.Join(", ", Enum.GetValues<ProvVerb>().Select(v => v.Words().Name))}");
                }
            }

            foreach (var id in _relations.SelectMany(r => (string[])[r.From, r.To]).Where(id => id != job.Value && !_nodes.ContainsKey(id)))
            {
                throw new FormatException($"a relation names '{id[(JobId.Length + 3)..]}', which the document does not describe");
            }

            CheckCycles();
            return new([.. _nodes.Values], _relations);
        }

        private void Add(ProvKind kind, ProvClass @class, JsonElement all)
        {
            foreach (var (name, value) in Members(all, "a list of nodes").Select(m => (m.Name, m.Value)))
            {
                var id = IdOf(name);
                if (id == job.Value)
                {
                    continue;
                }

                List<ProvAttribute> attributes = [];
                var label = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
                DateTimeOffset? start = null, end = null;
                foreach (var attribute in Statements(value).SelectMany(s => Members(s, "a node")))
                {
                    var text = Text(attribute.Value);
                    switch (attribute.Name)
                    {
                        case "prov:label": label = text; break;
                        case "prov:startTime": start = Instant(text); break;
                        case "prov:endTime": end = Instant(text); break;
                        case "prov:location" or "prov:value" when kind == ProvKind.Entity: attributes.Add(new(attribute.Name, text)); break;
                        default: attributes.Add(new("own:" + OwnName(attribute.Name), text)); break;
                    }
                }

                var node = new ProvNode(kind, @class, id, OneLineOf(label)) { Start = start, End = end, Attributes = attributes };
                Count(_nodes.TryAdd(id, node) ? node : throw new FormatException($"'{OneLineOf(name)}' is described twice"));
            }
        }

        private void Add(ProvVerb verb, JsonElement all)
        {
            var words = verb.Words();
            foreach (var statement in Members(all, "a list of relations").SelectMany(m => Statements(m.Value)))
            {
                var from = Argument(statement, words.Name, words.From);
                var to = Argument(statement, words.Name, words.To);
                var role = Optional(statement, "prov:role");
                var time = verb.HasTime() ? Optional(statement, "prov:time") : null;
                Count(new ProvRelation(verb, from, to) { Role = verb.HasRole() ? role : null, Time = time is null ? null : Instant(time) });
            }
        }

        private void Count(object found)
        {
            if (found is ProvRelation relation)
            {
                _relations.Add(relation);
            }

            if (_nodes.Count + _relations.Count > MaxStatements)
            {
                throw new FormatException($"it makes more than the {MaxStatements} statements allowed");
            }
        }

        private string Argument(JsonElement statement, string relation, string argument) => Optional(statement, "prov:" + argument) is { Length: > 0 } name
            ? IdOf(name) : throw new FormatException($"a {relation} has no prov:{argument}");

        private static string? Optional(JsonElement statement, string name)
            => statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty(name, out var value) ? Text(value) : null;

        // The job may be named by its id, whatever the prefix; another job is none of its business.
        private string IdOf(string given)
        {
            // As values are: a name is the same where it is described and where it is referred to.
            var name = XmlText.Clean(given);
            var local = name[(name.LastIndexOfAny([':', '=', '/']) + 1)..];
            if (!JobId.TryParse(local, out var named))
            {
                return name.Length is > 0 and <= 300 ? ProvNames.Of(job, "o", name) : throw new FormatException($"'{OneLineOf(name)}' is not allowed as a name; allowed: 1 to 300 characters");
            }

            return named == job ? job.Value : throw new FormatException($"it names job {named}, which is not this one");
        }

        private static string OwnName(string name)
        {
            var local = ProvNames.Escape(name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            return local.Length > 0 && (char.IsAsciiLetter(local[0]) || local[0] == '_') ? local : "x" + local;
        }

        private static JsonElement.ObjectEnumerator Members(JsonElement element, string what) => element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject() : throw new FormatException($"{what} is no JSON object");

        private static List<JsonElement> Statements(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

        private static DateTimeOffset Instant(string text)
            => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var instant)
                ? UwsTime.Truncate(instant) : throw new FormatException($"'{OneLineOf(text)}' is no instant; allowed: ISO 8601");

        private static string Text(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => Short(XmlText.Clean(value.GetString()!), MaxText),
            JsonValueKind.Object => value.TryGetProperty("$", out var typed) ? Text(typed) : "",
            JsonValueKind.Array => Short(string.Join(", ", value.EnumerateArray().Select(Text)), MaxText),
            JsonValueKind.Null => "",
            _ => Short(value.GetRawText(), MaxText),
        };

        // Every relation points back in time: a way that comes back to its start cannot have happened.
        private void CheckCycles()
        {
            var next = _relations.ToLookup(r => r.From, r => r.To, StringComparer.Ordinal);
            Dictionary<string, bool> done = new(StringComparer.Ordinal);
            foreach (var start in _nodes.Keys.Where(id => !done.ContainsKey(id)).ToList())
            {
                var way = new Stack<(string Id, IEnumerator<string> Next)>();
                done[start] = false;
                way.Push((start, next[start].GetEnumerator()));
                while (way.TryPeek(out var top))
                {
                    if (!top.Next.MoveNext())
                    {
                        done[top.Id] = true;
                        way.Pop();
                    }
                    else if (!done.TryGetValue(top.Next.Current, out var finished))
                    {
                        done[top.Next.Current] = false;
                        way.Push((top.Next.Current, next[top.Next.Current].GetEnumerator()));
                    }
                    else if (!finished)
                    {
                        throw new FormatException($"'{_nodes.GetValueOrDefault(top.Next.Current)?.Label ?? job.Value}' comes from itself");
                    }
                }
            }
        }
    }
}
