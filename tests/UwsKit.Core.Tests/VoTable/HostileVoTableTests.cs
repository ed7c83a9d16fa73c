using System.Globalization;
using System.Text;

namespace UwsKit.VoTable;

public class HostileVoTableTests
{
    private static string In(string param) => $"\n<GROUP name='InputParams'>\n{param}</GROUP>";

    public static TheoryData<string, string> Broken => new()
    {
        { "<!DOCTYPE VOTABLE [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n<VOTABLE>&e;</VOTABLE>", "t.vot:1:1: a DTD was found; allowed: none" },
        { "<?xml version='1.0'?>\n <!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>\n<VOTABLE>&c;</VOTABLE>", "t.vot:2:2: a DTD was found; allowed: none" },
        { "<VOTABLE>\n<RESOURCE>&nbsp;</RESOURCE></VOTABLE>", "t.vot:2:12: broken XML: Reference to undeclared entity 'nbsp'." },
        { VoSamples.Activity("\n<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"), "t.vot:3:2: 'include' of 'http://www.w3.org/2001/XInclude' is not allowed; allowed: elements of VOTable" },
        { "<html>\n</html>", "t.vot:1:2: the root is 'html'; allowed: VOTABLE of VOTable 1.0 to 1.5" },
        { "<VOTABLE xmlns='urn:other'/>", "t.vot:1:2: the root is 'VOTABLE' of 'urn:other'; allowed: VOTABLE of VOTable 1.0 to 1.5" },
        { "<VOTABLE>\n", "t.vot:2:1: broken XML: Unexpected end of file has occurred. The following elements are not closed: VOTABLE." },
        { "", "t.vot:1:1: broken XML: Root element is missing." },
        { "\b<VOTABLE/>", "t.vot:1:1: broken XML: '\\u0008', hexadecimal value 0x08, is an invalid character." },
        { "<VOTABLE/>\n<VOTABLE/>", "t.vot:2:2: broken XML: There are multiple root elements." },
        { "<VOTABLE>\n<RESOURCE/></VOTABLE>", "t.vot:1:2: 0 resources with utype voprov:ActivityDescription; allowed: one" },
        { "<VOTABLE><RESOURCE name='a' utype='voprov:ActivityDescription'/>\n<RESOURCE name='b' utype='voprov:ActivityDescription'/></VOTABLE>", "t.vot:2:2: 2 resources with utype voprov:ActivityDescription; allowed: one" },
        { "<VOTABLE>\n<RESOURCE utype='voprov:ActivityDescription'/></VOTABLE>", "t.vot:2:2: the resource has no name; allowed: name (or ID) with the name of the job" },
        { VoSamples.Activity("").Replace("name='x'", "name='../x'", StringComparison.Ordinal), "t.vot:2:2: name: '../x' is not allowed; allowed: 1 to 64 of a-z, 0-9, '-' and '_', the first a letter or digit" },
        { VoSamples.Activity("\n<PARAM name='executionDuration' value='-1'/>"), "t.vot:3:2: executionDuration '-1' is not allowed; allowed: seconds, 0 for no limit" },
        { VoSamples.Activity("\n<PARAM name='executionDuration' value='1e999'/>"), "t.vot:3:2: executionDuration '1e999' is not allowed; allowed: seconds, 0 for no limit" },
        { VoSamples.Activity("<PARAM name='version' value='1'/>\n<PARAM name='version' value='2'/>"), "t.vot:3:2: version is given twice" },
        { VoSamples.Activity(In("<PARAM name='a' datatype='floatComplex' value=''/>")), "t.vot:4:2: parameter 'a': datatype 'floatComplex' is not allowed; allowed: boolean, unsignedByte, short, int, long, float, double, char, unicodeChar" },
        { VoSamples.Activity(In("<PARAM name='a' datatype='double' value='five'/>")), "t.vot:4:2: parameter 'a': default 'five' is not allowed; allowed: a number" },
        { VoSamples.Activity(In("<PARAM name='a' datatype='double' value=''><VALUES><MIN value='2'/><MAX value='1'/></VALUES></PARAM>")), "t.vot:4:2: parameter 'a': min '2' is above max '1'" },
        { VoSamples.Activity(In("<PARAM name='a' datatype='char' value=''><VALUES>\n<OPTION name='none'/></VALUES></PARAM>")), "t.vot:5:2: parameter 'a': OPTION without a value is not allowed; allowed in VALUES: MIN, MAX and OPTION with a value" },
        { VoSamples.Activity(In("<PARAM name='PHASE' datatype='char' value=''/>")), "t.vot:4:2: parameter 'PHASE': this name is not allowed, because it controls every job; not allowed: *" },
        { VoSamples.Activity(In("<PARAM name='a' datatype='int' value=''/><PARAM name='A' datatype='int' value=''/>")), "t.vot:4:43: parameter 'a': described 2 times (case does not count); allowed: once" },
        { VoSamples.Activity(In("<PARAM datatype='int' value=''/>")), "t.vot:4:2: PARAM without a name in InputParams is not allowed; allowed: PARAM and GROUP with a name" },
        { VoSamples.Activity("\n<GROUP name='Used'><GROUP name='a'>\n<PARAM name='multiplicity' value='4..2'/></GROUP></GROUP>"), "t.vot:3:21: used 'a': multiplicity '4..2' is not allowed; allowed: a count such as 1, 0..1, *, 1..* or 2..4" },
        { VoSamples.Activity("\n<GROUP name='Generated'>\n<GROUP name='a/../b'/></GROUP>"), "t.vot:4:2: result 'a/../b': this name is not allowed; allowed: one path segment without control characters, at most 255 bytes" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_or_hostile_table_is_refused_with_line_and_column(string xml, string line)
        => VoSamples.Faults(xml).Should().ContainSingle().Which.Should().Match(line);

    [Fact]
    public void A_byte_that_no_XML_begins_with_is_a_fault_like_any_other()
        => FluentActions.Invoking(() => VoTableDescriptions.Read(new MemoryStream([0xEF, 0xBB, 0xB3, 0x3C, 0xFF]), "t.vot")).Should().Throw<UwsConfigurationException>().WithMessage("*t.vot:1:1: *");

    [Fact]
    public void Faults_come_all_at_once()
        => VoSamples.Faults(VoSamples.Activity(In("<PARAM name='a' datatype='bit' value=''/>\n<PARAM name='b' datatype='bit' value=''/>"))).Should().HaveCount(2);

    [Fact]
    public void A_table_that_is_too_large_too_deep_or_too_long_is_refused()
    {
        VoSamples.Faults(new string(' ', 5_000_000)).Should().Equal("t.vot: 5000000 bytes; allowed: a job description of at most 4194304 bytes");
        VoSamples.Faults(string.Concat(Enumerable.Repeat("<VOTABLE>", 100_000))).Should().ContainSingle().Which.Should().StartWith("t.vot:1:299: too much for a job description");
        VoSamples.Faults($"<VOTABLE>{string.Concat(Enumerable.Repeat("<A/>", 200_000))}</VOTABLE>").Should().ContainSingle().Which.Should().Contain("too much for a job description");
    }

    [Fact]
    public void A_stream_that_never_ends_is_left()
        => FluentActions.Invoking(() => VoTableDescriptions.Read(new Endless(), "t.vot")).Should().Throw<UwsConfigurationException>().WithMessage("*at most 4194304 bytes*");

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
        => FluentActions.Invoking(() => VoTableDescriptions.Read(new MemoryStream([0xFF, 0xD8, 0xFF, 0x00]), "t.vot")).Should().Throw<UwsConfigurationException>().WithMessage("*t.vot:1:1: broken XML*");

    [Fact]
    public void Every_text_is_written_as_XML_that_can_be_read()
    {
        var hostile = string.Concat(Enumerable.Range(0, 0x300).Select(c => (char)c)) + "]]>\uD800\uFFFE<!--&#0;";
        var d = new JobDescription
        {
            Name = "x", Title = hostile, Text = hostile, Version = hostile, Contact = hostile,
            Parameters = [new("p", ParameterType.Text) { Text = hostile, Unit = hostile, Default = hostile, Options = [hostile] }], Results = [new(hostile) { Text = hostile }],
        };
        using var buffer = new MemoryStream();
        VoTableDescriptions.Write(buffer, d);
        VoTableReader.Read(buffer.ToArray(), "x").Children.Single().Description.Should().Contain("]]>\uFFFD");
        VoTableReader.Read(VoTableError.Write(hostile), "x").Children.Single().Children.Single().Text.Should().Contain("<!--&#0;");
    }

    [Fact]
    public void Random_tables_are_read_or_refused_with_a_place()
    {
        var random = new Random(20);
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder(VoSamples.Stack);
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                var at = random.Next(text.Length - 20);
                _ = random.Next(3) switch { 0 => text.Remove(at, random.Next(1, 20)), 1 => text.Insert(at, "<&>\"'*$"[random.Next(7)]), _ => text.Insert(at, text.ToString(random.Next(text.Length - 100), random.Next(100))) };
            }

            try
            {
                VoSamples.Read(text.ToString()).Description.Name.Should().NotBeEmpty();
            }
            catch (UwsConfigurationException e)
            {
                e.Faults.Should().NotBeEmpty().And.OnlyContain(f => f.StartsWith("t.vot:", StringComparison.Ordinal) && char.IsDigit(f[6]), string.Create(CultureInfo.InvariantCulture, $"round {i}"));
            }
        }
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;
        public override int Read(byte[] buffer, int offset, int count) => count;
        public override int Read(Span<byte> buffer) => buffer.Length;
    }
}
