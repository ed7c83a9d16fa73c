namespace UwsKit.VoTable;

/// <summary>What a table says and a description cannot, is named with its place.</summary>
public class VoTableDifferencesTests
{
    private static string In(string param) => $"\n<GROUP name='InputParams'>\n{param}</GROUP>";

    private static string Out(string group) => $"\n<GROUP name='Generated'>\n<GROUP name='o'>{group}</GROUP></GROUP>";

    public static TheoryData<string, string> Differences => new()
    {
        { "\n<PARAM name='colour' datatype='char' arraysize='*' value='red'/>", "t.vot:3:2: colour 'red' is not kept: a description has no such member" },
        { "\n<INFO name='citation' value='2020A&amp;A'/>", "t.vot:3:2: citation '2020A&A' is not kept: a description has no such member" },
        { "\n<PARAM name='doculink' datatype='char' value='see the wiki'/>", "t.vot:3:2: doculink 'see the wiki' is not kept; allowed: an absolute http or https URL" },
        { "<LINK href='https://a.org/'/>\n<LINK href='https://b.org/'/>", "t.vot:3:2: LINK 'https://b.org/' is not kept: a description has one documentation" },
        { "\n<GROUP name='Steps'/>", "t.vot:3:2: GROUP 'Steps' is not kept: a description has no such member" },
        { "\n<TABLE><FIELD name='a' datatype='int'/></TABLE>", "t.vot:3:2: TABLE '' is not kept: a description has no such member" },
        { In("<PARAM name='a' datatype='double' arraysize='3' value=''/>"), "t.vot:4:2: parameter 'a': arraysize '3' of double becomes a text" },
        { In("<PARAM name='a' datatype='char' arraysize='8' value=''/>"), "t.vot:4:2: parameter 'a': arraysize '8' becomes at most 8 characters" },
        { In("<PARAM name='a' datatype='char' arraysize='8x*' value=''/>"), "t.vot:4:2: parameter 'a': arraysize '8x*' becomes any length" },
        { In("<PARAM name='a' datatype='char' arraysize='*' xtype='hms' value=''/>"), "t.vot:4:2: parameter 'a': xtype 'hms' is not kept; it is not checked here" },
        { In("<PARAM name='a' datatype='double' precision='3' value=''/>"), "t.vot:4:2: parameter 'a': precision '3' is not kept" },
        { In("<PARAM name='a' datatype='double' value=''><LINK href='x'/></PARAM>"), "t.vot:4:2: parameter 'a': LINK is not kept" },
        { In("<PARAM name='a' datatype='double' value=''><VALUES><MIN value='0' inclusive='no'/></VALUES></PARAM>"), "t.vot:4:53: parameter 'a': MIN itself becomes allowed; bounds are included" },
        { "\n<GROUP name='InputParams'><PARAM name='a' datatype='char' value=''/></GROUP>\n<GROUP name='Used'>\n<GROUP name='a'/></GROUP>", "t.vot:5:2: used 'a': the parameter of that name becomes a file" },
        { Out("<PARAM name='role' value='product'/>"), "t.vot:4:2: result 'o': role 'product' is not kept: its role is its name" },
        { Out("<PARAM name='multiplicity' value='3'/>"), "t.vot:4:2: result 'o': multiplicity '3' becomes one, required" },
        { Out("<PARAM name='default' value='*.x'/><PARAM name='multiplicity' value='0..3'/>"), "t.vot:4:2: result 'o': multiplicity '0..3' becomes any number, not required" },
        { Out("<PARAM name='type' value='Quality'/>"), "t.vot:4:2: result 'o': type 'Quality' is not kept" },
        { Out("<PARAM name='size' value='9'/>"), "t.vot:4:18: result 'o': PARAM 'size' is not kept" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Whatever_is_not_kept_is_named_with_its_place(string content, string line)
        => VoSamples.Read(VoSamples.Activity(content)).Differences.Should().Equal(line);

    [Fact]
    public void A_name_in_capitals_becomes_small_and_its_script_keeps_them()
    {
        var (d, differences) = VoSamples.Read(VoSamples.Activity("").Replace("name='x'", "name='CTbin'", StringComparison.Ordinal));
        (d.Name, d.Backend.Script).Should().Be(("ctbin", "CTbin.sh"));
        differences.Should().Equal("t.vot:2:2: name 'CTbin' becomes 'ctbin'");
    }

    [Fact]
    public void Empty_members_are_none()
        => VoSamples.Read(VoSamples.Activity("<PARAM name='doculink' value=''/><PARAM name='quote' value=''/><PARAM name='executionDuration' value='0'/><GROUP name='Used'/>"))
            .Should().BeEquivalentTo(new VoTableImport(new() { Name = "x", Backend = new() { Script = "x.sh" }, BaseDirectory = "/srv/jobs" }, []));
}
