using System.Text.RegularExpressions;

namespace UwsKit;

public sealed partial class SecurityTests
{
    [Fact]
    public void Every_defence_of_the_security_page_has_tests_that_are_there()
    {
        var rows = Repository.Read("docs/security.md").Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split(" | ")).Where(c => c is [not "attack", _, _]).ToList();
        rows.Should().HaveCountGreaterThan(40);
        var tests = Tests();
        foreach (var row in rows)
        {
            var named = TestName().Matches(row[2]).Select(m => m.Groups[1].Value).ToList();
            named.Should().NotBeEmpty($"'{row[0]}' needs a test");
            named.Should().OnlyContain(name => tests.Contains(name), row[0]);
        }
    }

    [Fact]
    public void Secrets_are_compared_in_constant_time()
    {
        foreach (var file in (string[])["src/UwsKit.Core/Back/EventTokens.cs", "src/UwsKit.AspNetCore/Access/ShareLinks.cs", "src/UwsKit.Authentication/Tokens/TokenFolder.cs", "src/UwsKit.Authentication/Login/LoginTokens.cs"])
        {
            Repository.Read(file).Should().Contain("CryptographicOperations.FixedTimeEquals(", file);
        }
    }

    // Test classes of the packages' users are in src: the specs.
    private static HashSet<string> Tests()
    {
        HashSet<string> found = [];
        foreach (var file in Repository.Sources("tests").Concat(Repository.Sources("src/UwsKit.Testing")))
        {
            var inClass = "";
            foreach (var line in File.ReadLines(file))
            {
                if (ClassName().Match(line) is { Success: true } type)
                {
                    inClass = type.Groups[1].Value;
                }
                else if (MethodName().Match(line) is { Success: true } method)
                {
                    found.Add($"{inClass}.{method.Groups[1].Value}");
                }
            }
        }

        return found;
    }

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\s*public .*?\b(\w+)\(")]
    private static partial Regex MethodName();
}
