using System.Reflection;

[assembly: AssemblyFixture(typeof(UwsKit.Storage.MongoDb.MongoServer))]

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// The server that the tests share: the one that UWSKIT_TEST_MONGO names, else the wire stand-in (the real driver over TCP to a small server that is not
/// MongoDB), else none. The output of the tests says which.
/// </summary>
public sealed class MongoServer : IAsyncLifetime
{
    private const string Variable = "UWSKIT_TEST_MONGO";
    private static StandIn? _standIn;
    private static string? _connection, _standInMissing = "the stand-in was not started";

    /// <summary>Where the server is; skips the test where there is none.</summary>
    public static string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_connection is null, $"{Variable} names no server, and {_standInMissing}");
            return _connection!;
        }
    }

    /// <summary>The port of the stand-in, for tests that bring faults about; skips the test where there is none.</summary>
    public static int StandInPort
    {
        get
        {
            Assert.SkipWhen(_standIn is null, _standInMissing ?? "");
            return _standIn!.Port;
        }
    }

    public static bool IsReal { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    public async ValueTask InitializeAsync()
    {
        _standInMissing = await StandIn.MissingBecauseAsync();
        _standIn = _standInMissing is null ? await StandIn.StartAsync() : null;
        _connection = IsReal ? Environment.GetEnvironmentVariable(Variable) : _standIn is null ? null : $"mongodb://127.0.0.1:{_standIn.Port}";
        TestContext.Current.SendDiagnosticMessage("UwsKit.Storage.MongoDb.Tests: " + (IsReal ? $"a MongoDB server ({Variable})"
            : _standIn is null ? $"no server, most tests are skipped: {Variable} is not set, and {_standInMissing}"
            : $"the wire stand-in, NOT a MongoDB server ({Variable} is not set)"));
    }

    public async ValueTask DisposeAsync() => await (_standIn?.DisposeAsync() ?? default);

    internal static string Metadata(string key)
        => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
