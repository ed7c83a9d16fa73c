using System.Text;

namespace UwsKit.Descriptions;

public class DescriptionJsonTests
{
    private const string Probe = """
        // how a probe is made
        { "$schema": "uws-job.schema.json", "name": "probe", "title": "Probe", "version": 1.0,
          "parameters": [
            { "name": "seconds", "type": "real", "default": 0.1, "min": "0", "max": 3600, "unit": "s", "text": "how long to run" },
            { "name": "mode",    "type": "text", "options": ["fast", "slow"], "default": "fast" },
            { "name": "fail",    "type": "Boolean", "default": false },
            { "name": "events",  "type": "file", "mediaType": "application/fits", "required": false }, ],
          "results": [ { "name": "result", "mediaType": "text/plain", "filePattern": "result.txt" } ],
          "executionDuration": "00:10:00", /* ten minutes */
          "backend": { "script": "probe.sh", "arguments": ["{seconds}"], "options": { "partition": "short", "cores": 2 } }, }
        """;

    private static JobDescription Parse(string json) => DescriptionJson.Parse(Encoding.UTF8.GetBytes(json), "probe.json", "/srv/jobs");

    private static IReadOnlyList<string> FaultsOf(string json) => FluentActions.Invoking(() => Parse(json)).Should().Throw<UwsConfigurationException>().Which.Faults;

    [Fact]
    public void A_description_file_says_everything_in_camelCase_with_comments_and_trailing_commas()
    {
        var probe = Parse(Probe);

        probe.Should().BeEquivalentTo(new JobDescription
        {
            Name = "probe", Title = "Probe", Version = "1.0",
            Parameters =
            [
                new("seconds", ParameterType.Real) { Default = "0.1", Min = "0", Max = "3600", Unit = "s", Text = "how long to run" },
                new("mode", ParameterType.Text) { Options = ["fast", "slow"], Default = "fast" },
                new("fail", ParameterType.Boolean) { Default = "false" },
                new("events", ParameterType.File) { MediaType = "application/fits" },
            ],
            Results = [new("result", "text/plain") { FilePattern = "result.txt" }],
            ExecutionDuration = TimeSpan.FromMinutes(10),
            Backend = new() { Script = "probe.sh", Arguments = ["{seconds}"], Options = new Dictionary<string, string> { ["partition"] = "short", ["cores"] = "2" } },
            BaseDirectory = "/srv/jobs",
        });
    }

    [Fact]
    public void The_canonical_form_is_fixed_reads_back_equal_and_decides_the_digest()
    {
        var probe = Parse(Probe);

        var json = DescriptionJson.Serialize(probe);

        Encoding.UTF8.GetString(json).Should().Be(
            """{"name":"probe","title":"Probe","version":"1.0","parameters":[{"name":"seconds","type":"real","default":"0.1","min":"0","max":"3600","unit":"s","text":"how long to run"},{"name":"mode","type":"text","default":"fast","options":["fast","slow"]},{"name":"fail","type":"boolean","default":"false"},{"name":"events","type":"file","mediaType":"application/fits"}],"results":[{"name":"result","mediaType":"text/plain","filePattern":"result.txt"}],"executionDuration":"10m","backend":{"script":"probe.sh","arguments":["{seconds}"],"options":{"cores":"2","partition":"short"}}}""");
        DescriptionJson.Parse(json, "x", "/srv/jobs").Should().BeEquivalentTo(probe);
        DescriptionJson.Digest(probe).Should().Be(DescriptionJson.Digest(probe with { BaseDirectory = "/elsewhere" })).And.MatchRegex("^[0-9a-f]{64}$");
        DescriptionJson.Digest(probe with { Title = "Prober" }).Should().NotBe(DescriptionJson.Digest(probe));
    }

    [Fact]
    public void A_description_with_every_member_survives_the_round_trip()
    {
        var all = new JobDescription
        {
            Name = "all", Title = "t\"<é\u2028", Text = "x\ny", Version = "2", Documentation = new("https://example.org/doc?a=b#c"), Contact = "a@b.org", AllowUndescribedParameters = true,
            ExecutionDuration = TimeSpan.FromMilliseconds(1500), ErrorFormat = ErrorFormat.VOTable,
            Parameters = [new("p", ParameterType.Timestamp) { Required = true, Repeatable = true, Min = "2020-01-01", Max = "2021-01-01", Default = "2020-06-01", Unit = "d", Ucd = "time", Text = "" },
                new("v", ParameterType.Text) { Title = "V", Group = "g", Repeatable = true, MinCount = 2, MaxCount = 5, Defaults = ["a", "b"], Options = ["a", "b", "c"], OptionTitles = new Dictionary<string, string> { ["b"] = "Bee" }, Utype = "x:y" },
                new("w", ParameterType.Text) { Pattern = "[a-z]+", MaxLength = 7, Xtype = "x:word" }, new("pos", ParameterType.Real) { Xtype = "circle" },
                new("f", ParameterType.File) { MaxSize = 5_000_000_000, MediaType = "image/fits" }],
            StandardId = new("ivo://ivoa.net/std/SODA#async-1.0"), ActivityType = "Analysis", ActivitySubtype = "cutout",
            Rules = [new(ParameterRuleKind.AtMostOneOf, ["w", "pos"]) { Text = "one place" }, new(ParameterRuleKind.Needs, ["v"]) { Parameter = "f" }],
            Examples = [new("first") { Text = "it", Parameters = new Dictionary<string, IReadOnlyList<string>> { ["w"] = ["abc"], ["v"] = ["a", "c"] } }],
            Results = [new("maps") { FilePattern = "*.fits", Required = true }, new("quick", "image/png") { PreviewOf = "maps", Text = "look" }],
            Backend = new() { Command = ["run", "{{}}{p}"] },
        };

        DescriptionJson.Parse(DescriptionJson.Serialize(all), "x", null).Should().BeEquivalentTo(all);
        DescriptionJson.Serialize(new() { Name = "bare" }).Should().Equal("""{"name":"bare"}"""u8.ToArray());
    }

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_place_and_what_is_allowed()
        => FaultsOf("""
            { "nam": "x", "name": "Bad", "title": 3, "documentation": "doc.html", "executionDuration": "24:00:00",
              "parameters": [ { "name": "a", "type": "float" }, { "type": "text" }, 7, { "name": "b", "type": "real", "min": [], "required": "yes" }, { "name": "c", "type": "real", "min": 2, "max": 1 } ],
              "results": {}, "backend": { "command": "rm -rf", "name": 1, "name": 2 }, "title": "again" }
            """).Should().BeEquivalentTo(
            [
                "probe.json:1:3: nam: unknown member; known here: name, title, text, version, documentation, contact, standardId, activityType, activitySubtype, parameters, rules, examples, results, allowUndescribedParameters, executionDuration, errorFormat, backend, $schema",
                "probe.json:3:76: title: given twice",
                "probe.json:3:76: title: '3' was found; allowed: a text",
                "probe.json:1:42: documentation: 'doc.html' is not allowed; allowed: an absolute http or https URL",
                "probe.json:2:34: parameters[0].type: 'float' is not allowed; allowed: text, integer, real, boolean, timestamp, uri, file",
                "probe.json:2:53: parameters[1].name: a value is needed; allowed: a text",
                "probe.json:2:73: parameters[2]: '7' was found; allowed: an object",
                "probe.json:2:118: parameters[3].required: the text 'yes' was found; allowed: true or false",
                "probe.json:2:107: parameters[3].min: an array was found; allowed: a text, a number, true or false",
                "probe.json:3:3: results: an object was found; allowed: an array",
                "probe.json:1:71: executionDuration: '24:00:00' is not allowed; allowed: a duration such as 90s, 10m, 48h, 7d or hh:mm:ss (hh up to 23)",
                "probe.json:3:63: backend.name: unknown member; known here: command, script, arguments, options",
                "probe.json:3:63: backend.name: unknown member; known here: command, script, arguments, options",
                "probe.json:3:31: backend.command: the text 'rm -rf' was found; allowed: an array",
                "probe.json:1:15: name: 'Bad' is not allowed; allowed: 1 to 64 of a-z, 0-9, '-' and '_', the first a letter or digit",
                "probe.json:2:170: parameter 'c': min '2' is above max '1'",
            ]);

    [Theory]
    [InlineData("{\n  \"name\": \"x\",\n  \"title\" \"y\"\n}", "probe.json:3:11: broken JSON: *")]
    [InlineData("", "probe.json:1:1: broken JSON: *")]
    [InlineData("{\"name\":\"x\"} {}", "probe.json:1:14: broken JSON: *")]
    [InlineData("[]", "probe.json:1:1: the document: an array was found; allowed: an object")]
    [InlineData("null", "probe.json:1:1: the document: 'null' was found; allowed: an object")]
    [InlineData("{}", "probe.json:1:1: name: a value is needed; allowed: a text")]
    [InlineData("{\"name\":\"x\",\"title\":\"\\ud800\"}", "probe.json:1:13: title: a text that is not Unicode was found")]
    public void What_is_no_description_is_told_in_one_line(string json, string fault)
        => FaultsOf(json).Should().ContainSingle().Which.Should().Match(fault).And.NotContain("\n");

    [Fact]
    public void A_default_may_be_a_list_and_an_option_may_have_a_title()
    {
        var parameter = Parse("""{ "name": "x", "parameters": [ { "name": "b", "type": "integer", "repeatable": true, "default": [1, 2], "options": [1, { "value": 2, "title": "two" }] } ] }""").Parameters.Single();

        parameter.AllDefaults.Should().Equal("1", "2");
        parameter.Options.Should().Equal("1", "2");
        parameter.OptionTitles.Should().Equal(new Dictionary<string, string> { ["2"] = "two" });
    }

    [Fact]
    public void Faults_of_the_content_have_the_line_of_their_member()
        => FaultsOf("{\n // a comment\n \"name\": \"x\",\n \"parameters\": [\n  { \"name\": \"a\", \"type\": \"real\",\n    \"default\": 7, \"max\": 5 },\n  { \"name\": \"A\", \"type\": \"text\" } ],\n \"rules\": [ { \"kind\": \"needs\", \"parameters\": [\"b\"] } ] }")
            .Select(f => f[..f.IndexOf(' ')]).Should().BeEquivalentTo(["probe.json:6:5:", "probe.json:7:5:", "probe.json:8:13:", "probe.json:8:32:"]);

    [Fact]
    public void A_byte_order_mark_does_no_harm() => Parse("\uFEFF{\"name\":\"x\"}").Name.Should().Be("x");
}
