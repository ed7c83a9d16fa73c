using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>Which test proves which requirement: read from the <c>[Rule(…)]</c> attributes in the sources of the tests.</summary>
internal sealed partial class ConformanceMap
{
    public const int Last = 221;

    // First number of each section of the standard, and its title.
    private static readonly (int First, string Title)[] Sections =
    [
        (1, "Namespaces, versions, discovery"), (12, "URIs"), (19, "HTTP conventions"), (33, "Representations and media types"), (44, "Times"),
        (49, "The job document"), (62, "The job list document"), (79, "Blocking GET (WAIT)"), (98, "Creating jobs"), (113, "Parameters"), (129, "Phases"),
        (152, "The transition table"), (153, "Execution duration"), (162, "Destruction, deletion, archive"), (178, "Quote"), (183, "Results"), (195, "Errors of a job"),
        (204, "Owner, run identifier, security"), (217, "Synchronous façade (informative)"),
    ];

    private readonly SortedDictionary<int, List<string>> _tests = [];

    public IReadOnlyDictionary<int, string> Reasons { get; } = new Dictionary<int, string>
    {
        [3] = "about the IVOA's own web site, not about a service",
        [10] = "for clients of 1.0 servers; UwsKit is a server",
        [36] = "MAY: HTML comes with the web client",
        [39] = "speaks of an HTML interface \"if offered\"; it comes with the web client",
        [40] = "MAY: an xml-stylesheet instruction is not offered; HTML will come by negotiation",
        [97] = "for clients of 1.0 servers; UwsKit is a server",
        [208] = "MAY: the owner resource exists in any case (R207)",
        [217] = "INFO: the synchronous façade comes with DALI",
        [218] = "INFO: the synchronous façade comes with DALI",
        [219] = "INFO: the synchronous façade comes with DALI",
        [220] = "INFO: the synchronous façade comes with DALI",
        [221] = "of the synchronous façade, which comes with DALI",
    };

    public IEnumerable<int> Unproved => Enumerable.Range(1, Last).Where(n => !_tests.ContainsKey(n) && !Reasons.ContainsKey(n));

    public static ConformanceMap Read()
    {
        var map = new ConformanceMap();
        foreach (var file in Repository.Sources("tests"))
        {
            map.Read(File.ReadAllLines(file));
        }

        return map;
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder("""
            # Conformance with UWS 1.1

            Every requirement of the Recommendation (and, where it is silent, of this project) has a number, R1 to R221, in the order of its sections. This table is made from the
            `[Rule(…)]` attributes of the tests; a test fails when a requirement has neither test nor stated reason. Run those of one requirement: `dotnet test --filter "Rule=46"`.

            """.ReplaceLineEndings("\n"));
        for (var s = 0; s < Sections.Length; s++)
        {
            var end = s + 1 < Sections.Length ? Sections[s + 1].First : Last + 1;
            text.Append('\n').Append("## ").Append(Sections[s].Title).Append("\n\n| requirement | proved by |\n|---|---|\n");
            for (var n = Sections[s].First; n < end; n++)
            {
                var proof = _tests.TryGetValue(n, out var tests) ? string.Join("<br>", tests.Distinct().Select(t => $"`{t}`")) : Reasons.GetValueOrDefault(n) ?? "**nothing yet**";
                text.Append(CultureInfo.InvariantCulture, $"| R{n} | {proof} |\n");
            }
        }

        return text.ToString();
    }

    private void Read(string[] lines)
    {
        List<int> pending = [], ofClass = [];
        var inClass = "";
        foreach (var line in lines)
        {
            pending.AddRange(RuleNumbers().Matches(line).SelectMany(m => m.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse));
            if (ClassName().Match(line) is { Success: true } type)
            {
                (inClass, ofClass, pending) = (type.Groups[1].Value, pending, []);
                Add(ofClass, inClass);
            }
            else if (pending.Count > 0 && MethodName().Match(line) is { Success: true } method)
            {
                Add(pending, $"{inClass}.{method.Groups[1].Value}");
                pending = [];
            }
        }
    }

    private void Add(IEnumerable<int> rules, string test)
    {
        foreach (var rule in rules)
        {
            (_tests.TryGetValue(rule, out var tests) ? tests : _tests[rule] = []).Add(test);
        }
    }

    [GeneratedRegex(@"^\s*\[(?:[^\]]*[ ,])?Rule\(([\d,\s]+)\)")]
    private static partial Regex RuleNumbers();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\s*public .*?\b(\w+)\(")]
    private static partial Regex MethodName();
}
