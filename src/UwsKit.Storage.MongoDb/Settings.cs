using System.Text.RegularExpressions;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>The options, checked and turned into what the driver wants. The password is in no text that leaves this class.</summary>
internal sealed partial class Settings
{
    private const string DefaultDatabase = "uws";

    // An answer "out of time" of the server is better than a connection that is cut: it comes first.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongWork = TimeSpan.FromHours(1);

    private readonly MongoUrl _url;
    private readonly string? _passwordFile;
    private readonly MongoDbStorageOptions _options;

    public Settings(MongoDbStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _url = Parse(options.ConnectionString);
        _passwordFile = string.IsNullOrEmpty(options.PasswordFile) ? null : Path.GetFullPath(options.PasswordFile);
        Database = options.Database ?? _url.DatabaseName ?? DefaultDatabase;
        Name = $"{string.Join(',', _url.Servers)}/{Database}";
        if (!DatabaseName().IsMatch(Database))
        {
            throw new UwsConfigurationException($"Storage:Database: '{Database}' is not allowed; allowed: 1 to 38 letters, digits, _ and -");
        }

        if (_url.ReadPreference is { ReadPreferenceMode: not ReadPreferenceMode.Primary } preference)
        {
            throw Fault($"readPreference '{preference.ReadPreferenceMode}' may show what is no longer so");
        }

        if (_url.W is WriteConcern.WCount { Value: 0 })
        {
            throw Fault("with w '0' nobody says whether a job is stored");
        }

        if (_passwordFile is null)
        {
            if (_url is { Username: not null, Password: null } && string.IsNullOrEmpty(_url.AuthenticationMechanism))
            {
                throw Fault("it names a user but no password, and there is no PasswordFile");
            }
        }
        else
        {
            if (_url.Username is null || _url.Password is not null)
            {
                throw new UwsConfigurationException($"Storage:PasswordFile: the connection string {(_url.Username is null ? "names no user" : "has a password as well")}; allowed: a user there, and the password in one of the two");
            }

            ReadPassword();
        }
    }

    /// <summary>Names the database in logs.</summary>
    public string Name { get; }

    public string Database { get; }

    /// <summary>How long the server may take for an answer.</summary>
    public TimeSpan CommandTimeout => _options.CommandTimeout;

    /// <summary>The password in the file, as it is now; null where there is none.</summary>
    /// <exception cref="UwsConfigurationException">The file cannot be read.</exception>
    public string? ReadPassword()
    {
        try
        {
            return _passwordFile is null ? null : File.ReadAllText(_passwordFile).TrimEnd('\r', '\n') is { Length: > 0 } password ? password
                : throw new UwsConfigurationException($"Storage:PasswordFile: '{_passwordFile}' is empty; allowed: a file with the password");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UwsConfigurationException($"Storage:PasswordFile: '{_passwordFile}' cannot be read; allowed: a file with the password, readable by this process");
        }
    }

    /// <summary>A client with connections of its own.</summary>
    /// <param name="password">What <see cref="ReadPassword"/> gave.</param>
    /// <param name="forLongWork">Whether an answer may take as long as the making of an index.</param>
    public MongoClient Client(string? password, bool forLongWork = false)
    {
        var builder = new MongoUrlBuilder(_url.Url);
        builder.Password = password ?? builder.Password;
        var settings = MongoClientSettings.FromUrl(builder.ToMongoUrl());
        settings.ApplicationName ??= "UwsKit";
        settings.ServerSelectionTimeout = settings.ConnectTimeout = settings.HeartbeatTimeout = _options.ConnectTimeout;
        settings.SocketTimeout = (forLongWork ? LongWork : _options.CommandTimeout) + Slack;
        settings.WaitQueueTimeout = _options.CommandTimeout;
        // CS0618: while the driver has this limit (500), one request more would fail at once instead of waiting for its turn.
#pragma warning disable CS0618
        settings.WaitQueueSize = int.MaxValue;
#pragma warning restore CS0618
        settings.WriteConcern = new(_url.W ?? WriteConcern.WMajority.W, _url.WTimeout ?? _options.CommandTimeout, journal: _url.Journal ?? true);
        // The driver shares connections between clients of equal settings, and nobody could close them: a handler of its own makes each differ.
        var unique = new object();
        settings.ClusterConfigurator = _ => GC.KeepAlive(unique);
        return new(settings);
    }

    private static MongoUrl Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Fault("a value is needed");
        }

        try
        {
            return new(text);
        }
        catch (Exception e) when (e is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The words of e may quote the text, which may hold a password.
            throw Fault("it cannot be read");
        }
    }

    private static UwsConfigurationException Fault(string fault)
        => new($"Storage:ConnectionString: {fault}; allowed: a MongoDB connection string such as mongodb://uws@db1,db2,db3/?replicaSet=rs0&tls=true");

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,38}\z")]
    private static partial Regex DatabaseName();
}
