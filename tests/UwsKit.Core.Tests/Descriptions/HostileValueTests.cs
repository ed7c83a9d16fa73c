namespace UwsKit.Descriptions;

public class HostileValueTests
{
    private static readonly string[] Nasty =
    [
        "\0", "1\0", "\u0001", "\u001B[31m", "1\n2", "\uFFFE", "\uD83D", "NaN", "Infinity", "-∞", "1e400", "99999999999999999999999999", "١٢٣", "1２", " 1", "1 ", "\u00A01", "0x10", "1_000", "1,5", "1e", "--1", "",
    ];

    private static readonly JobDescription All = new()
    {
        Name = "all",
        Parameters =
        [
            new("integer", ParameterType.Integer), new("real", ParameterType.Real), new("boolean", ParameterType.Boolean), new("timestamp", ParameterType.Timestamp),
            new("uri", ParameterType.Uri), new("file", ParameterType.File), new("point", ParameterType.Real) { Xtype = "point" },
        ],
    };

    public static TheoryData<string, string> Typed
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (var type in All.Parameters.Select(p => p.Name))
            {
                // What is sound: a large number that is real, and two numbers that a line end separates.
                foreach (var value in Nasty.Where(v => !(type == "real" && v.StartsWith("999", StringComparison.Ordinal)) && !(type == "point" && v == "1\n2")))
                {
                    data.Add(type, Uri.EscapeDataString(value.Replace("\uD83D", "HALF")));
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public void Nothing_that_is_not_of_the_type_passes(string type, string escaped)
    {
        var verdict = ParameterRules.Check(All, [new(type, Uri.UnescapeDataString(escaped).Replace("HALF", "\uD83D"))]);

        verdict.Parameters.Should().BeEmpty();
        verdict.Violations.Should().ContainSingle().Which.Should().StartWith($"parameter '{type}': '").And.Contain("is not allowed; allowed: ").And.MatchRegex(@"\A[^\x00-\x1F\x7F\uD800-\uDFFF\uFFFE]*\z");
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\u0008")]
    [InlineData("\u001B[2J")]
    [InlineData("x\uFFFF")]
    public void A_described_text_is_what_documents_can_hold(string value)
    {
        JobDescription text = new() { Name = "x", Parameters = [new("note", ParameterType.Text), new("one", ParameterType.Text) { Options = ["a"] }] };

        ParameterRules.Check(text, [new("NOTE", value)]).Violations.Should().ContainSingle().Which.Should().StartWith("parameter 'note': '").And.Contain("a text without NUL, control characters");
        ParameterRules.Check(text, [new("note", "SELECT *\r\n\tFROM \U0001F600 \u202E")]).Violations.Should().BeEmpty();
        ParameterRules.Check(text, [new("one", value)]).Violations.Should().ContainSingle();
    }

    [Fact]
    public void Length_and_pattern_are_told_and_a_pattern_cannot_stall_the_service()
    {
        JobDescription text = new()
        {
            Name = "x",
            Parameters =
            [
                new("word", ParameterType.Text) { Pattern = "[a-z]+", MaxLength = 8 }, new("evil", ParameterType.Text) { Pattern = "(a+)+b|(a|a)*c" },
                new("id", ParameterType.Uri) { Pattern = "ivo://example/.*", MaxLength = 40 },
            ],
        };

        ParameterRules.Check(text, [new("word", "abc")]).Violations.Should().BeEmpty();
        ParameterRules.Check(text, [new("word", "abc1")]).Violations.Should().Equal("parameter 'word': 'abc1' is not allowed; allowed: a text, at most 8 characters, matching [a-z]+");
        ParameterRules.Check(text, [new("word", "abc\n")]).Violations.Should().ContainSingle("a line end is part of the value");
        ParameterRules.Check(text, [new("word", new string('a', 5000))]).Violations.Should().ContainSingle().Which.Should().EndWith("(5000 characters)' is not allowed; allowed: at most 8 characters, not 5000");
        ParameterRules.Check(text, [new("id", "ivo://other/x")]).Violations.Should().ContainSingle().Which.Should().Contain("matching ivo://example/");
        ParameterRules.Check(text, [new("evil", new string('a', 1_000_000) + "!")]).Violations.Should().ContainSingle();
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_however_it_came()
    {
        JobDescription files = new() { Name = "x", Parameters = [new("map", ParameterType.File) { MaxSize = 10, Repeatable = true }] };
        JobFile small = new("s", 10), large = new("l", 11);

        var verdict = ParameterRules.Check(files, [new("map", null, small), new("MAP", null, large), new("x", null, large with { Name = "x" }), new("map", "param:x")]);

        verdict.Parameters.Should().Equal(new JobParameter("map", null) { File = small });
        verdict.Violations.Should().HaveCount(2).And.OnlyContain(v => v == "parameter 'map': a file of 11 bytes was sent; allowed: at most 10 bytes").And.Equal(verdict.FileViolations);
        verdict.UnusedFiles.Select(f => f.Name).Should().Equal("l", "x");
    }
}
