using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace UwsKit.Abstractions.Tests;

public sealed class UwsSettingsTests
{
    public enum Mode { Fast, Slow }

    public sealed class Inner
    {
        [Range(1, 9)]
        public int Depth { get; set; } = 3;
    }

    public sealed class Sample
    {
        [Required]
        public string Path { get; set; } = "";
        public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(120);
        public TimeSpan? Limit { get; set; }
        [Range(1, 64)]
        public int Parallel { get; set; } = 4;
        public bool Enabled { get; set; } = true;
        public Mode Mode { get; set; }
        public Uri? Address { get; set; }
        public IList<string> Names { get; set; } = [];
        public Inner Inner { get; set; } = new();
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        var read = Read(
            ("path", "/data"), ("Interval", "48h"), ("Limit", "00:10:00"), ("Parallel", "8"), ("Enabled", "false"), ("Mode", "slow"),
            ("Address", "https://example.org/"), ("Names:0", "a"), ("Names:1", "b"), ("Inner:Depth", "5"), ("Plugin", "X"));

        read.Should().BeEquivalentTo(new Sample
        {
            Path = "/data", Interval = TimeSpan.FromDays(2), Limit = TimeSpan.FromMinutes(10), Parallel = 8, Enabled = false, Mode = Mode.Slow,
            Address = new("https://example.org/"), Names = ["a", "b"], Inner = new() { Depth = 5 },
        });
    }

    [Fact]
    public void What_is_not_said_keeps_its_default() => Read(("Path", "x")).Should().BeEquivalentTo(new Sample { Path = "x" });

    [Fact]
    public void An_unknown_key_that_was_emptied_does_not_count() => Read(("Path", "x"), ("Root", "")).Should().BeEquivalentTo(new Sample { Path = "x" });

    [Fact]
    public void Every_fault_is_told_at_once_with_key_value_and_what_is_allowed()
    {
        var read = () => Read(
            ("Paht", "/data"), ("Interval", "24:00:00"), ("Parallel", "many"), ("Enabled", "yes"), ("Mode", "1"), ("Address", "ftp://x"), ("Inner:Depth", "12"));

        read.Should().Throw<UwsConfigurationException>().Which.Faults.Should().BeEquivalentTo(
            "Uws:X:Paht: unknown key; known here: Address, Enabled, Inner, Interval, Limit, Mode, Names, Parallel, Path, Plugin",
            $"Uws:X:Interval: '24:00:00' is not allowed; allowed: {UwsDuration.Allowed}",
            "Uws:X:Parallel: 'many' is not allowed; allowed: a whole number",
            "Uws:X:Enabled: 'yes' is not allowed; allowed: true or false",
            "Uws:X:Mode: '1' is not allowed; allowed: Fast, Slow",
            "Uws:X:Address: 'ftp://x' is not allowed; allowed: an absolute http or https URL",
            "Uws:X:Inner:Depth: '12' is not allowed; allowed: 1 to 9",
            "Uws:X:Path: '' is not allowed; a value is needed");
    }

    [Fact]
    public void A_number_out_of_range_is_told_with_the_range()
        => FluentActions.Invoking(() => Read(("Path", "x"), ("Parallel", "65"))).Should().Throw<UwsConfigurationException>()
            .WithMessage("*Uws:X:Parallel: '65' is not allowed; allowed: 1 to 64*");

    [Fact]
    public void Two_words_are_not_one_value_of_an_enumeration()
        => FluentActions.Invoking(() => Read(("Path", "x"), ("Mode", "Fast,Slow"))).Should().Throw<UwsConfigurationException>().WithMessage("*'Fast,Slow' is not allowed*");

    [Fact]
    public void A_section_in_the_place_of_a_value_is_told()
        => FluentActions.Invoking(() => Read(("Path:Deeper", "x"))).Should().Throw<UwsConfigurationException>()
            .Which.Faults.Should().Contain("Uws:X:Path: a section was found where a single value is expected; allowed: a text");

    [Fact]
    public void One_value_is_a_list_of_one() => Read(("Path", "x"), ("Names", "only")).Names.Should().Equal("only");

    [Fact]
    public void An_empty_enumeration_value_keeps_the_default() => Read(("Path", "x"), ("Mode", "")).Mode.Should().Be(Mode.Fast);

    private static Sample Read(params (string Key, string Value)[] values)
        => UwsSettings.Read<Sample>(
            new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create("Uws:X:" + v.Key, (string?)v.Value))).Build().GetSection("Uws:X"), "Plugin");
}
