using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UwsKit.Descriptions;

/// <summary>The published JSON Schema says what the reader takes: no member more, none less.</summary>
public class DescriptionSchemaTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));
    private static readonly string SchemaFile = Path.Combine(Root, "docs/schema/job-description.json");
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(SchemaFile)).RootElement;

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static IEnumerable<string> Members(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(p => p.Name);

    private static JsonElement Def(string name) => Schema.GetProperty("$defs").GetProperty(name);

    public static TheoryData<Type, string> Records => new()
    {
        { typeof(JobDescription), "" }, { typeof(ParameterDescription), "parameter" }, { typeof(ParameterRule), "rule" },
        { typeof(ExampleDescription), "example" }, { typeof(ResultDescription), "result" }, { typeof(BackendDescription), "backend" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_member_of_a_record_is_in_the_schema_and_no_other(Type record, string definition)
    {
        // In a file several defaults are the one member default, and an option's title stands beside its value.
        string[] merged = ["$schema", "defaults", "optionTitles"];
        var members = record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Except(merged);

        Members(definition.Length == 0 ? Schema : Def(definition)).Except(merged).Should().BeEquivalentTo(members);
    }

    [Fact]
    public void Words_are_those_that_the_reader_takes()
    {
        static IEnumerable<string> Enum(JsonElement property) => property.GetProperty("enum").EnumerateArray().Select(v => v.GetString()!);

        Enum(Def("parameter").GetProperty("properties").GetProperty("type")).Should().Equal(System.Enum.GetNames<ParameterType>().Select(n => n.ToLowerInvariant()));
        Enum(Def("rule").GetProperty("properties").GetProperty("kind")).Should().Equal(System.Enum.GetNames<ParameterRuleKind>().Select(JsonNamingPolicy.CamelCase.ConvertName));
    }

    [Fact]
    public async Task A_validator_takes_the_examples_and_all_that_the_writer_writes_and_refuses_what_the_reader_refuses()
    {
        const string program = """
            import json, sys
            import jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            for line in sys.stdin:
                print(next((e.message.replace("\n", " ") for e in validator.iter_errors(json.loads(line))), "good"))
            """;
        Assert.SkipUnless(await RunAsync("", "-c", "import jsonschema") is not null, "python3 with jsonschema is not installed");
        List<string> good = [.. Directory.EnumerateFiles(Path.Combine(Root, "examples"), "*.json", SearchOption.AllDirectories)
            .Where(f => f.Contains($"{Path.DirectorySeparatorChar}jobs{Path.DirectorySeparatorChar}") && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}"))
            .Select(f => JsonSerializer.Serialize(JsonDocument.Parse(File.ReadAllText(f)).RootElement))];
        good.Count.Should().BeGreaterThan(2);
        good.AddRange(
        [
            """{"$schema":"../docs/schema/job-description.json","name":"x","version":1.5,"executionDuration":"10m","parameters":[{"name":"p","type":"real","default":[1,"2"],"repeatable":true,"options":[1,{"value":2,"title":"two"}],"xtype":"interval"}]}""",
            System.Text.Encoding.UTF8.GetString(DescriptionJson.Serialize(new()
            {
                Name = "all", StandardId = new("ivo://ivoa.net/std/UWS"), ErrorFormat = ErrorFormat.VOTable, ExecutionDuration = TimeSpan.FromMilliseconds(1500), AllowUndescribedParameters = true,
                Parameters = [new("p", ParameterType.Text) { Repeatable = true, MinCount = 1, Defaults = ["a", "b"], Options = ["a", "b"], OptionTitles = new Dictionary<string, string> { ["a"] = "A" }, Pattern = ".", MaxLength = 1 }],
                Rules = [new(ParameterRuleKind.Needs, ["p"]) { Parameter = "q" }], Examples = [new("e") { Parameters = new Dictionary<string, IReadOnlyList<string>> { ["p"] = ["a"] } }],
                Results = [new("r") { FilePattern = "*", Required = true, PreviewOf = "s" }], Backend = new() { Command = ["a"], Options = new Dictionary<string, string> { ["x"] = "1" } },
            })),
        ]);
        string[] bad =
        [
            "{}", "[]", """{"name":"Bad"}""", """{"name":"x","nam":1}""", """{"name":"x","parameters":[{"name":"p"}]}""", """{"name":"x","parameters":[{"name":"p","type":"float"}]}""",
            """{"name":"x","parameters":[{"name":"p","type":"real","maxSize":1.5}]}""", """{"name":"x","parameters":[{"name":"p","type":"real","xtype":"moc"}]}""", """{"name":"x","executionDuration":"soon"}""", """{"name":"x","errorFormat":"VOTABLE"}""",
            """{"name":"x","results":[{"mediaType":"text/plain"}]}""", """{"name":"x","backend":{"command":"rm -rf"}}""", """{"name":"x","rules":[{"kind":"some","parameters":["a"]}]}""",
        ];

        var verdicts = (await RunAsync(string.Join('\n', [.. good, .. bad]), "-c", program, SchemaFile))!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        verdicts.Take(good.Count).Should().OnlyContain(v => v == "good");
        verdicts.Skip(good.Count).Should().HaveCount(bad.Length).And.NotContain("good");
        bad.Should().OnlyContain(b => Refuses(b));
    }

    private static bool Refuses(string json)
    {
        try
        {
            DescriptionJson.Parse(System.Text.Encoding.UTF8.GetBytes(json), "x", null);
            return false;
        }
        catch (UwsConfigurationException)
        {
            return true;
        }
    }

    private static async Task<string?> RunAsync(string input, params string[] arguments)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
            await python.StandardInput.WriteAsync(input);
            python.StandardInput.Close();
            await python.WaitForExitAsync(TestContext.Current.CancellationToken);
            return python.ExitCode == 0 ? await output : input.Length == 0 ? null : throw new InvalidOperationException(await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
