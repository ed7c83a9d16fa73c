namespace UwsKit.Descriptions;

public sealed class JsonDescriptionSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-descriptions").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string json)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, json);
        return path;
    }

    [Fact]
    public void A_folder_of_files_is_a_catalogue_and_relative_paths_start_there()
    {
        Write("b.json", """{"name":"beta"}""");
        Write("a.json", """{"name":"alpha"}""");
        Write("notes.txt", "no description");

        var source = JsonDescriptionSource.FromFolder(_folder);

        source.List().Select(d => d.Name).Should().Equal("alpha", "beta");
        source.Find("beta")!.BaseDirectory.Should().Be(_folder);
        source.Find("Beta").Should().BeNull();
    }

    [Fact]
    public void The_faults_of_all_files_and_names_used_twice_come_at_once()
    {
        var broken = Write("a.json", "{");
        var bad = Write("b.json", """{"name":"x","typ":1}""");
        var first = Write("c.json", """{"name":"same"}""");
        var second = Write("d.json", """{"name":"same"}""");

        FluentActions.Invoking(() => JsonDescriptionSource.FromFolder(_folder)).Should().Throw<UwsConfigurationException>().Which.Faults.Should().SatisfyRespectively(
            f => f.Should().StartWith($"{broken}:1:2: broken JSON"),
            f => f.Should().StartWith($"{bad}:1:13: typ: unknown member"),
            f => f.Should().Be($"{second}: name 'same' is already used by {first}"));
    }

    [Fact]
    public void A_file_or_folder_that_is_not_there_is_told_in_one_line()
    {
        var missing = Path.Combine(_folder, "none");

        FluentActions.Invoking(() => DescriptionJson.Load(missing)).Should().Throw<UwsConfigurationException>().Which.Faults.Should().Equal($"{missing}: there is no such file; expected: a job description in JSON or as VOTable");
        FluentActions.Invoking(() => DescriptionJson.Load(_folder)).Should().Throw<UwsConfigurationException>().Which.Faults.Should().ContainSingle().Which.Should().StartWith($"{_folder}: cannot be read");
        FluentActions.Invoking(() => JsonDescriptionSource.FromFolder(missing)).Should().Throw<UwsConfigurationException>().Which.Faults.Should().ContainSingle().Which.Should().Contain("there is no such folder");
        FluentActions.Invoking(() => new JsonDescriptionSource([new() { Name = "x" }, new() { Name = "x" }])).Should().Throw<UwsConfigurationException>();
    }
}
