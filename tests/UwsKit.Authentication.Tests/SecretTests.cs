using Microsoft.Extensions.Configuration;

namespace UwsKit;

public sealed class SecretTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Secrets_come_from_a_folder_and_from_files_that_keys_name()
    {
        File.WriteAllText(Path.Combine(_folder, "Uws__EventKeys__0"), "key of the mounted folder\n");
        File.WriteAllText(Path.Combine(_folder, "other"), "key of the other file\r\n");
        var configuration = Read(new() { ["Uws:EventKeys:1_FILE"] = Path.Combine(_folder, "other"), ["Uws:Node"] = "a" });
        var options = UwsSettings.Read<UwsOptions>(configuration.GetSection("Uws"));
        options.EventKeys.Should().Equal("key of the mounted folder", "key of the other file");
        options.Node.Should().Be("a");
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_and_never_no_secret()
    {
        foreach (var key in (string[])["Uws:EventKeys:0_FILE", "Uws:Node_FILE"])
        {
            var read = () => UwsSettings.Read<UwsOptions>(Read(new() { [key] = "/nowhere/secret" }).GetSection("Uws"));
            read.Should().Throw<UwsConfigurationException>().Which.Faults.Should().ContainSingle().Which.Should().StartWith($"{key}: '/nowhere/secret' was not read");
        }
    }

    private ConfigurationManager Read(Dictionary<string, string?> values)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(values);
        configuration.AddUwsSecrets(_folder);
        return configuration;
    }
}
