namespace UwsKit.VoTable;

public class VoTableDescriptionsTests
{
    private static ParameterDescription P(string name, ParameterType type = ParameterType.Text) => new(name, type);

    private static JobDescription With(params ParameterDescription[] parameters) => new() { Name = "all", Parameters = parameters, Backend = new() { Script = "all.sh" } };

    /// <summary>All that the layout can say.</summary>
    public static JobDescription All { get; } = new()
    {
        Name = "all", Title = "All & <everything>", Text = "Line 1\nline 2 \t€ 𝄞 \u00A0.", Version = "1.0-β", Documentation = new("https://example.org/a?b=c&d"), Contact = "Ada L. <ada@example.org>",
        StandardId = new("ivo://ivoa.net/std/SODA#async-1.0"), ActivityType = "Reduction", ActivitySubtype = "stack", ExecutionDuration = TimeSpan.FromMinutes(10),
        Parameters =
        [
            P("all") with { Default = " a\r\nb\t<&\"' ", MaxLength = 40, Text = "has the job's name" },
            P("3d", ParameterType.Integer) with { Required = true, Min = "-5", Max = "9223372036854775807", Unit = "m.s-1", Ucd = "phys.veloc;stat.max", Utype = "a:B.c" },
            P("r", ParameterType.Real) with { Default = "1e-7", Options = ["1e-7", "2"], OptionTitles = new Dictionary<string, string> { ["2"] = "two \"halves\"" } },
            P("b", ParameterType.Boolean) with { Default = "true" }, P("t", ParameterType.Timestamp) with { Min = "2020-01-01", Default = "2021-01-01T00:00:00" },
            P("u", ParameterType.Uri) with { MaxLength = 200, Default = "ivo://x/y" }, P("text", ParameterType.Text) with { Options = ["é", ""], Xtype = "x:name" },
            P("band", ParameterType.Real) with { Xtype = "interval", Min = "0", Default = "0.5 +Inf" }, P("range", ParameterType.Integer) with { Xtype = "interval" },
            P("POS", ParameterType.Real) with { Xtype = "circle", Unit = "deg", Required = true }, P("p", ParameterType.Real) with { Xtype = "point" }, P("poly", ParameterType.Real) with { Xtype = "polygon" },
            P("one", ParameterType.File) with { Required = true, MediaType = "image/fits", Text = "a file" }, P("maybe", ParameterType.File) with { Default = "https://example.org/x y".Replace(' ', '+') },
            P("some", ParameterType.File) with { Repeatable = true, Required = true, MinCount = 2, MaxCount = 4 }, P("any", ParameterType.File) with { Repeatable = true },
            P("few", ParameterType.File) with { Repeatable = true, MaxCount = 3 }, P("more", ParameterType.File) with { Repeatable = true, Required = true },
        ],
        Results =
        [
            new("result", "image/fits") { FilePattern = "r.fits", Required = true, Text = "the <stack>" }, new("picture") { PreviewOf = "result" }, new("logs", "text/plain") { FilePattern = "*.log", Required = true },
            new("rest") { FilePattern = "part-?.dat" },
        ],
        Backend = new() { Script = "all.sh" },
    };

    [Fact]
    public void What_both_can_say_comes_back_as_it_was()
    {
        var (xml, differences) = VoSamples.Write(All);

        differences.Should().BeEmpty();
        var back = VoSamples.Read(xml);
        back.Differences.Should().BeEmpty();
        back.Description.Should().BeEquivalentTo(All with { BaseDirectory = "/srv/jobs" }, o => o.WithStrictOrdering());
        DescriptionJson.Digest(back.Description).Should().Be(DescriptionJson.Digest(All));
    }

    [Fact]
    public void It_is_valid_against_the_schema() => VoTableSchema.Validate(VoSamples.Write(All).Xml);

    [Fact]
    public void A_table_by_hand_becomes_a_description_and_what_differs_is_told()
    {
        var (d, differences) = VoSamples.Read(VoSamples.Stack);

        d.Should().BeEquivalentTo(new JobDescription
        {
            Name = "stack", Text = "Stacks two images", Version = "2.1", Documentation = new("https://example.org/stack"), Contact = "Ada L. <ada@example.org>", ActivityType = "Reduction",
            ExecutionDuration = TimeSpan.FromSeconds(90), Backend = new() { Script = "stack.sh" }, BaseDirectory = "/srv/jobs",
            Parameters =
            [
                P("sigma", ParameterType.Real) with { Default = "2.5", Unit = "pixel", Ucd = "stat.stdev", Text = "kernel width", Min = "0.1", Max = "50" },
                P("mode") with { Default = "fast", Required = true, Options = ["fast", "slow"], OptionTitles = new Dictionary<string, string> { ["slow"] = "slow but exact" } },
                P("level", ParameterType.Integer) with { Min = "0", Max = "255" }, P("mask", ParameterType.File) with { Default = "https://example.org/masks/m31.fits" },
                P("first", ParameterType.File) with { Required = true, Repeatable = true, MinCount = 2, MediaType = "image/fits", Text = "the first image" },
            ],
            Results = [new("out", "image/fits") { FilePattern = "stack.fits", Required = true, Text = "the stack" }, new("logs") { FilePattern = "*.log" }],
        });
        differences.Should().Equal(
            "t.vot:12:6: quote '30' is not kept: a description has no such member",
            "t.vot:13:6: script: its 14 characters are not run; what is run is the file stack.sh beside the description",
            "t.vot:26:8: used 'first': default 'first.fits' is not kept; allowed: an http or https URL",
            "t.vot:34:8: used 'mask': url 'https://example.org/masks/$ID.fits' is not kept; clients give the whole URL");
    }

    [Fact]
    public void A_table_by_hand_goes_to_JSON_and_back_without_further_loss()
    {
        var first = VoSamples.Read(VoSamples.Stack).Description;
        var json = DescriptionJson.Parse(DescriptionJson.Serialize(first), "x", first.BaseDirectory);

        var (xml, differences) = VoSamples.Write(json);

        differences.Should().BeEmpty();
        VoSamples.Read(xml).Should().BeEquivalentTo(new VoTableImport(first, []));
    }

    [Fact]
    public void Each_thing_that_a_table_cannot_say_is_named_once()
    {
        var d = With(
            P("a") with { Title = "A", Group = "g", Repeatable = true, MinCount = 1, MaxCount = 2, Defaults = ["x", "y"], Pattern = "[xy]", MediaType = "text/plain", Ucd = "a b" },
            P("f", ParameterType.File) with { MaxSize = 5, Repeatable = true, MinCount = 2, Xtype = "x:y" }, P("e") with { Default = "" }) with
        {
            AllowUndescribedParameters = true, ErrorFormat = ErrorFormat.VOTable, ExecutionDuration = TimeSpan.FromMilliseconds(1500),
            Rules = [new(ParameterRuleKind.AtMostOneOf, ["f", "e"]), new(ParameterRuleKind.Needs, ["e"]) { Parameter = "f" }], Examples = [new("crab")],
            Results = [new("main") { PreviewOf = "other" }, new("other"), new("third") { PreviewOf = "other" }],
            Backend = new() { Script = "run.py", Arguments = ["-v"], Options = new Dictionary<string, string> { ["memory"] = "2 GB" } },
        };

        VoSamples.Write(d).Differences.Should().Equal(
            "executionDuration: 1.5s becomes 2s", "allowUndescribedParameters is left out", "errorFormat is left out",
            "parameter 'a': title is left out", "parameter 'a': group is left out", "parameter 'a': repeatable is left out", "parameter 'a': minCount is left out", "parameter 'a': maxCount is left out",
            "parameter 'a': pattern is left out", "parameter 'a': mediaType is left out", "parameter 'a': ucd 'a b' is left out", "parameter 'a': default with 2 values is left out",
            "parameter 'f': minCount is left out", "parameter 'f': maxSize is left out", "parameter 'f': xtype 'x:y' is left out", "parameter 'e': default '' becomes no default",
            "rules[0]: atMostOneOf of f, e is left out", "rules[1]: needs of f, e is left out", "example 'crab' is left out",
            "result 'main': previewOf 'other' is left out, for it is the main result", "result 'third': previewOf 'other' becomes a preview of the main result",
            "backend.script: 'run.py' becomes all.sh beside the VOTable", "backend.arguments is left out", "backend.options is left out");
        VoTableSchema.Validate(VoSamples.Write(d).Xml);
    }

    [Theory]
    [InlineData(null, null, "backend.script: none becomes all.sh beside the VOTable")]
    [InlineData("/usr/bin/cp", null, "backend.command: '/usr/bin/cp' is left out; who reads the VOTable runs all.sh beside it")]
    public void What_is_run_is_never_in_the_table(string? command, string? script, string line)
    {
        var (xml, differences) = VoSamples.Write(With() with { Backend = new() { Command = command is null ? [] : [command, "secret"], Script = script } });
        differences.Should().Equal(line);
        xml.Should().NotContain("secret").And.NotContain("/usr");
    }

    [Fact]
    public void The_form_for_clients_tells_nothing_of_what_is_run()
    {
        var served = System.Text.Encoding.UTF8.GetString(VoTableDescriptions.Serve(All with { Backend = new() { Command = ["/opt/x"], Options = new Dictionary<string, string> { ["account"] = "c0ffee" } } }));
        served.Should().Be(VoSamples.Write(All).Xml).And.NotContain("/opt").And.NotContain("c0ffee").And.NotContain("all.sh");
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://www.ivoa.net/xml/VOTable/v1.1")]
    [InlineData("http://www.ivoa.net/xml/VOTable/v1.2")]
    [InlineData("http://www.ivoa.net/xml/VOTable/v1.3")]
    [InlineData("http://www.ivoa.net/xml/VOTable/v1.5")]
    public void Every_version_is_read(string ns) => VoSamples.Read(VoSamples.Activity("<DESCRIPTION>d</DESCRIPTION>", ns)).Description.Text.Should().Be("d");

    [Fact]
    public void The_older_layout_of_entities_is_read()
    {
        var d = VoSamples.Read(VoSamples.Activity("""
            <GROUP name="Used"><PARAM name="events" datatype="char" arraysize="*" value="" xtype="application/fits" utype="voprov:Entity"><DESCRIPTION>events</DESCRIPTION><LINK content-role="location" href="file://$ID"/></PARAM></GROUP>
            <GROUP name="Generated"><PARAM name="map" datatype="char" arraysize="*" value="map.fits" xtype="image/fits" utype="voprov:Entity"/></GROUP>
            """)).Description;
        d.Parameters.Should().BeEquivalentTo([P("events", ParameterType.File) with { Required = true, MediaType = "application/fits", Text = "events" }]);
        d.Results.Should().BeEquivalentTo([new ResultDescription("map", "image/fits") { FilePattern = "map.fits" }]);
    }
}
