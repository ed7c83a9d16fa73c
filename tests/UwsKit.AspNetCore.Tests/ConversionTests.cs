namespace UwsKit;

public sealed class ConversionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-convert").FullName;
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private Task<int> RunAsync(string? from, string? to) => DescriptionConversion.RunAsync(from, to, _output, _error);

    [Theory]
    [InlineData("a.vot")]
    [InlineData("a.votable")]
    [InlineData("a.vot.xml")]
    [InlineData("a_vot.xml")]
    public async Task A_description_goes_there_and_back_and_what_differs_is_printed(string table)
    {
        await File.WriteAllTextAsync(At("a.json"), """{ "name": "a", "text": "é <", "parameters": [ { "name": "p", "type": "real", "min": 1, "pattern": null, "group": "g" } ], "backend": { "script": "a.sh" } }""", TestContext.Current.CancellationToken);

        (await RunAsync(At("a.json"), At(table))).Should().Be(0, _error.ToString());
        (await RunAsync(At(table), At("b.json"))).Should().Be(0, _error.ToString());

        _output.ToString().Should().Be($"parameter 'p': group is left out\n{At(table)} is written; 1 differences.\n{At("b.json")} is written; nothing differs.\n");
        var before = DescriptionJson.Load(At("a.json"));
        DescriptionJson.Load(At("b.json")).Should().BeEquivalentTo(before with { Parameters = [before.Parameters[0] with { Group = null }] });
        (await File.ReadAllTextAsync(At("b.json"), TestContext.Current.CancellationToken)).Should().Contain("\n  \"text\": \"é <\",\n");
    }

    [Fact]
    public async Task Faults_are_printed_with_their_places_and_nothing_is_written()
    {
        await File.WriteAllTextAsync(At("a.vot"), "<VOTABLE>\n<RESOURCE/></VOTABLE>", TestContext.Current.CancellationToken);
        (await RunAsync(At("a.vot"), At("a.json"))).Should().Be(78);
        (await RunAsync(At("none.json"), At("b.vot"))).Should().Be(78);
        _error.ToString().Should().Be($"{At("a.vot")}:1:2: 0 resources with utype voprov:ActivityDescription; allowed: one\n{At("none.json")}: there is no such file; expected: a job description in JSON or as VOTable\n");
        Directory.EnumerateFiles(_folder).Should().ContainSingle();
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced()
    {
        await File.WriteAllTextAsync(At("a.json"), """{ "name": "a" }""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("a.vot"), "mine", TestContext.Current.CancellationToken);
        (await RunAsync(At("a.json"), At("a.vot"))).Should().Be(64);
        (await RunAsync(At("a.json"), At("no/folder/a.vot"))).Should().Be(78);
        (await File.ReadAllTextAsync(At("a.vot"), TestContext.Current.CancellationToken)).Should().Be("mine");
        _error.ToString().Should().Contain("it is already there and is not replaced").And.Contain("cannot be written");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("a.json", null)]
    [InlineData("a.json", "b.json")]
    [InlineData("a.vot", "b.votable")]
    [InlineData("a.txt", "b.json")]
    [InlineData("a.xml", "b.json")]
    public async Task Names_that_say_no_forms_are_a_wrong_usage(string? from, string? to)
    {
        (await RunAsync(from, to)).Should().Be(64);
        _error.ToString().Should().Contain("allowed: --convert-description FROM TO");
    }

    [Fact]
    public async Task A_check_covers_VOTables_and_says_what_they_say_in_vain()
    {
        await File.WriteAllTextAsync(At("a.vot"), "<VOTABLE><RESOURCE name='a' utype='voprov:ActivityDescription'>\n<PARAM name='quote' value='5'/></RESOURCE></VOTABLE>", TestContext.Current.CancellationToken);
        (await DescriptionCheck.RunAsync(_folder, _output, _error)).Should().Be(0);
        _output.ToString().Should().Be($"{At("a.vot")}:2:2: quote '5' is not kept: a description has no such member\n1 descriptions are sound: a.\n");

        await File.WriteAllTextAsync(At("b_vot.xml"), "<VOTABLE>\n<", TestContext.Current.CancellationToken);
        (await DescriptionCheck.RunAsync(_folder, _output, _error)).Should().Be(78);
        _error.ToString().Should().StartWith($"{At("b_vot.xml")}:2:2: broken XML: ");
    }
}
