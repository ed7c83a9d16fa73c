using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Managers.Local;
using UwsKit.Managers.Moab;
using UwsKit.Managers.Slurm;
using UwsKit.Storage.File;
using UwsKit.Storage.MongoDb;
using UwsKit.Storage.PostgreSql;
using UwsKit.Storage.Sqlite;

namespace UwsKit;

public sealed partial class PublicSurfaceTests
{
    [Fact]
    public void Every_key_of_the_configuration_is_documented()
    {
        var page = Repository.Read("docs/configuration.md");
        var keys = new[] { typeof(UwsOptions), typeof(LimitOptions), typeof(InputOptions), typeof(CatalogueOptions), typeof(RegistryOptions), typeof(JobListOptions), typeof(UwsHttpOptions), typeof(AuditOptions) }
            .SelectMany(t => t.GetProperties()).Select(p => p.Name).Except(["Limits", "Defaults", "Inputs"]);
        keys.Where(key => !page.Contains($"`{key}`", StringComparison.Ordinal)).Should().BeEmpty("docs/configuration.md lists every key");
    }

    [Theory]
    [InlineData("src/UwsKit.Storage.Sqlite/README.md", typeof(SqliteStorageOptions)), InlineData("src/UwsKit.Storage.File/README.md", typeof(JobFilesOptions))]
    [InlineData("src/UwsKit.Storage.File/README.md", typeof(FileStorageOptions)), InlineData("src/UwsKit.Storage.PostgreSql/README.md", typeof(PostgreSqlStorageOptions))]
    [InlineData("src/UwsKit.Managers.Local/README.md", typeof(LocalManagerOptions)), InlineData("src/UwsKit.Managers.Slurm/README.md", typeof(SlurmOptions))]
    [InlineData("src/UwsKit.Managers.Moab/README.md", typeof(MoabOptions)), InlineData("src/UwsKit.Storage.MongoDb/README.md", typeof(MongoDbStorageOptions))]
    public void Every_key_of_a_plugin_is_in_its_README(string readme, Type options)
        => options.GetProperties().Select(p => p.Name).Where(key => !Repository.Read(readme).Contains($"`{key}`", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact, Rule(104)]
    public void Every_control_parameter_is_documented_where_it_can_be_sent()
        => Repository.Read("src/UwsKit.AspNetCore/README.md").Should().ContainAll("`PHASE`", "`EXECUTIONDURATION`", "`DESTRUCTION`", "`RUNID`", "`ACTION`", "`WAIT`");

    [Fact]
    public void Every_instrument_of_the_meter_is_documented_with_its_unit()
    {
        var page = Repository.Read("docs/operations.md");
        List<string> undocumented = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == UwsMeter.Name && !page.Split('\n').Any(l => l.Contains($"`{instrument.Name}`") && l.Contains($"| {instrument.Unit} |")))
                {
                    undocumented.Add($"{instrument.Name} in {instrument.Unit}");
                }
            },
        };
        listener.Start();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _ = new UwsMeter(services.GetRequiredService<IMeterFactory>());
        undocumented.Should().BeEmpty();
    }

    [Fact]
    public void Log_events_have_ids_of_their_own()
    {
        var ids = Repository.Sources("src").SelectMany(f => LogIds().Matches(System.IO.File.ReadAllText(f)).Select(m => (Id: int.Parse(m.Groups[1].Value), File: Path.GetFileName(f))));
        ids.GroupBy(i => i.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key} in {string.Join(" and ", g.Select(i => i.File))}").Should().BeEmpty();
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
        => new[] { "src", "examples", "tests", "bench" }.Where(d => Directory.Exists(Path.Combine(Repository.Root, d))).SelectMany(Repository.Sources)
            .Where(f => System.IO.File.ReadLines(f).Count() > 400).Should().BeEmpty();

    [Fact]
    public void Providers_reference_Abstractions_and_no_other_assembly_of_UwsKit()
    {
        Assembly[] providers =
        [
            typeof(SqliteStorageOptions).Assembly, typeof(PostgreSqlStorageOptions).Assembly, typeof(JobFilesOptions).Assembly, typeof(LocalManagerOptions).Assembly,
            typeof(MongoDbStorageOptions).Assembly, typeof(SlurmOptions).Assembly, typeof(MoabOptions).Assembly,
        ];
        providers.SelectMany(p => p.GetReferencedAssemblies().Where(r => r.Name!.StartsWith("UwsKit", StringComparison.Ordinal) && r.Name != "UwsKit.Abstractions")).Should().BeEmpty();
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex LogIds();
}
