using Microsoft.Extensions.Time.Testing;

namespace UwsKit.Catalogue;

public sealed class CatalogueFolderTests : IDisposable
{
    private readonly DescriptionFiles _files = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CatalogueFolder _folder;

    public CatalogueFolderTests() => _folder = new(_files.Folder, TimeSpan.FromSeconds(5), _time);

    public void Dispose() => _files.Dispose();

    private IEnumerable<string> Look() => _folder.Look().Select(d => $"{d.Name} {d.Version}");

    [Fact]
    public void Files_that_come_and_change_are_offered_at_the_next_look_and_those_that_go_a_little_later()
    {
        _files.Write("b.json", "beta", "1");
        Look().Should().Equal("beta 1");
        _files.Write("a.json", "alpha", "1");
        _files.Write("b.json", "beta", "2");
        _files.Write("notes.txt", "no description");
        Look().Should().Equal("alpha 1", "beta 2");

        File.Delete(_files["b.json"]);
        Look().Should().Equal(["alpha 1", "beta 2"], "an editor may be about to write it again");
        _folder.IsWaiting.Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(4));
        Look().Should().HaveCount(2);
        _time.Advance(TimeSpan.FromSeconds(1));
        Look().Should().Equal("alpha 1");
        (_folder.IsWaiting, _folder.Faults.Count).Should().Be((false, 0));
    }

    [Fact]
    public void A_file_that_comes_back_was_never_gone()
    {
        _files.Write("a.json", "alpha", "1");
        Look().Should().HaveCount(1);
        File.Delete(_files["a.json"]);
        Look().Should().HaveCount(1);
        _files.Write("a.json", "alpha", "2");
        _time.Advance(TimeSpan.FromMinutes(1));
        Look().Should().Equal("alpha 2");
    }

    [Fact]
    public void A_broken_file_is_told_once_with_its_line_and_the_last_good_version_stays()
    {
        _files.Write("a.json", "alpha", "1");
        Look().Should().Equal("alpha 1");

        _files.Write("a.json", "{ \"name\": \"alpha\",\n  \"version\" 2 }");
        Look().Should().Equal("alpha 1");
        _folder.NewFaults.Should().ContainSingle().Which.Should().StartWith($"{_files["a.json"]}:2:13: broken JSON: ").And.EndWith("(the last good version of 'alpha' stays)");
        Look().Should().Equal("alpha 1");
        (_folder.NewFaults.Count, _folder.Faults.Count).Should().Be((0, 1));

        _files.Write("a.json", "{ \"name\": \"alpha\",\n  \"version\": \"2\", \"tpye\": 1 }");
        Look().Should().Equal("alpha 1");
        _folder.NewFaults.Should().ContainSingle().Which.Should().StartWith($"{_files["a.json"]}:2:19: tpye: unknown member");
        _files.Write("a.json", "alpha", "3");
        Look().Should().Equal("alpha 3");
        _folder.Faults.Should().BeEmpty();
    }

    [Fact]
    public void A_broken_file_that_was_never_good_keeps_no_other_from_being_offered()
    {
        _files.Write("a.json", "");
        _files.Write("b.json", new string(' ', 5_000_000));
        _files.Write("c.json", "gamma", "1");
        File.CreateSymbolicLink(_files["d.json"], "/nowhere");

        Look().Should().Equal("gamma 1");
        _folder.Faults.Should().HaveCount(3).And.NotContain(f => f.Contains('\n'));
        File.Delete(_files["a.json"]);
        Look().Should().Equal("gamma 1");
        _folder.Faults.Should().HaveCount(2);
    }

    [Fact]
    public void Of_two_files_with_one_name_the_first_keeps_it_until_it_goes()
    {
        _files.Write("m.json", "same", "1");
        Look().Should().Equal("same 1");
        _files.Write("a.json", "same", "2");
        Look().Should().Equal(["same 1"], "it was there first");
        _folder.Faults.Should().Equal($"{_files["a.json"]}: name 'same' is already used by {_files["m.json"]}");

        File.Delete(_files["m.json"]);
        Look().Should().Equal(["same 2"], "as after a rename");
        _folder.Faults.Should().BeEmpty();
    }

    [Fact]
    public void A_folder_that_cannot_be_read_takes_nothing_away()
    {
        _files.Write("a.json", "alpha", "1");
        Look().Should().HaveCount(1);
        Directory.Move(_files.Folder, _files.Folder + ".away");
        _folder.Invoking(f => f.Look()).Should().Throw<IOException>();
        Directory.Move(_files.Folder + ".away", _files.Folder);
        Look().Should().Equal("alpha 1");
    }

    [Theory]
    [InlineData("stack.vot")]
    [InlineData("stack.votable")]
    [InlineData("stack.vot.xml")]
    [InlineData("stack_vot.xml")]
    public void Votables_are_offered_too_and_what_they_say_in_vain_is_told_once(string name)
    {
        List<string> notes = [];
        var folder = new CatalogueFolder(_files.Folder, TimeSpan.Zero, _time) { Note = notes.Add };
        _files.Write("other.xml", "<no-description/>");
        _files.Write(name, VoTable.VoSamples.Stack);

        var description = folder.Look().Should().ContainSingle().Which;
        folder.Look().Should().ContainSingle();

        (description.Name, description.Backend.Script, description.BaseDirectory).Should().Be(("stack", "stack.sh", Path.GetFullPath(_files.Folder)));
        notes.Should().HaveCount(4).And.OnlyContain(n => n.StartsWith(_files[name] + ":", StringComparison.Ordinal));

        _files.Write(name, VoTable.VoSamples.Stack.Replace("value=\"fast\">", "value=\"quick\">", StringComparison.Ordinal));
        folder.Look().Should().ContainSingle().Which.Should().BeSameAs(description);
        folder.NewFaults.Should().Equal($"{_files[name]}:19:8: parameter 'mode': default 'quick' is not allowed; allowed: fast, slow (the last good version of 'stack' stays)");
    }
}
