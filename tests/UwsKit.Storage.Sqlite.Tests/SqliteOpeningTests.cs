using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteOpeningTests : IAsyncDisposable
{
    private readonly TempDatabase _db = new();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_missing_folder_is_made()
    {
        var path = Path.Combine(_db.Folder, "a", "b", "jobs.db");
        await _db.OpenAsync(new() { Path = path });
        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public async Task A_new_database_is_for_its_account_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix modes");
            return;
        }

        var storage = await _db.OpenAsync();
        await storage.TryCreateAsync(Sample.Job(), default);
        Directory.GetFiles(_db.Folder).Select(File.GetUnixFileMode).Should().HaveCountGreaterThan(1)
            .And.OnlyContain(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_by_name_and_left_as_it_was()
    {
        await File.WriteAllTextAsync(_db.Path, string.Concat(Enumerable.Repeat("this is a diary\n", 100)));
        await FaultAsync(_db.Path, "not an SQLite database");
        (await File.ReadAllTextAsync(_db.Path)).Should().StartWith("this is a diary");
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_was()
    {
        _db.Execute("CREATE TABLE photos (id INTEGER)");
        await FaultAsync(_db.Path, "belongs to another program");
        _db.Scalar("SELECT group_concat(name) FROM sqlite_schema").Should().Be("photos");
        _db.Scalar("PRAGMA journal_mode").Should().Be("delete");
    }

    [Fact]
    public Task A_folder_is_refused() => FaultAsync(_db.Folder, "this is a folder");

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        var file = Path.Combine(_db.Folder, "file");
        await File.WriteAllTextAsync(file, "");
        await FaultAsync(Path.Combine(file, "sub", "jobs.db"), "its folder cannot be made");
    }

    [Fact]
    public async Task A_place_where_no_file_can_be_made_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, where not even root can make files");
        await FaultAsync("/proc/uws-jobs.db", "cannot be opened or made");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "root may write everything");
        await (await _db.OpenAsync()).DisposeAsync();
        File.SetAttributes(_db.Path, FileAttributes.ReadOnly);
        await FaultAsync(_db.Path, "cannot be written");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData(":memory:")]
    [InlineData("file:jobs.db?mode=memory")]
    [InlineData("jo\0bs.db")]
    public void A_path_that_is_none_is_refused(string? path)
    {
        var make = () => new SqliteStorage(new() { Path = path });
        make.Should().Throw<UwsConfigurationException>().Which.Faults.Should().ContainSingle().Which.Should().StartWith("Storage:Path: '").And.Contain("allowed: ");
    }

    [Fact]
    public async Task A_refused_opening_can_be_repeated_after_it_was_mended()
    {
        await File.WriteAllTextAsync(_db.Path, new string('x', 5000));
        var storage = _db.Storage();
        await storage.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>();
        File.Delete(_db.Path);
        await storage.InitializeAsync(default);
        await storage.InitializeAsync(default);
        (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_host_that_names_the_plugin_gets_the_storage()
    {
        var services = new ServiceCollection();
        new SqlitePlugin().Configure(new("UwsKit.Storage.Sqlite", Section(("Path", _db.Path), ("BusyTimeout", "5s"), ("Plugin", "x")), services));
        await using var provider = services.BuildServiceProvider();
        var storage = provider.GetRequiredService<IStorage>();
        await storage.InitializeAsync(default);
        (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var configure = () => new SqlitePlugin().Configure(new("x", Section(("BusyTimeout", "0s"), ("MaxBatch", "0"), ("Pth", "a")), new ServiceCollection()));
        configure.Should().Throw<UwsConfigurationException>().Which.Faults.Should().HaveCount(4)
            .And.Contain(f => f.StartsWith("Storage:Path")).And.Contain(f => f.StartsWith("Storage:Pth"))
            .And.Contain(f => f.StartsWith("Storage:BusyTimeout")).And.Contain(f => f.StartsWith("Storage:MaxBatch"));
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Storage:" + s.Key, (string?)s.Value))).Build().GetSection("Storage");

    private async Task FaultAsync(string path, string words)
    {
        var storage = _db.Storage(new() { Path = path });
        var fault = (await storage.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which;
        fault.Faults.Should().ContainSingle().Which.Should().StartWith($"Storage:Path: '{path}': ").And.Contain(words).And.NotContain("\n");
    }
}
