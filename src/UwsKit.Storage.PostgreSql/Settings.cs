using System.Text.RegularExpressions;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>The options, checked and turned into what Npgsql wants. The password is in no text that leaves this class.</summary>
internal sealed partial class Settings
{
    // What comes later in a connection string wins: the operator's own words follow these.
    private const string Defaults = "Application Name=UwsKit;Maximum Pool Size=20;Max Auto Prepare=64;Auto Prepare Min Usages=2;TCP Keepalive=true;";

    // Every statement is written to be answered in order from one index. Compiling a statement, or starting workers for it, costs more than
    // running it.
    private const string PlannerOptions = "-c jit=off -c enable_seqscan=off -c enable_bitmapscan=off -c max_parallel_workers_per_gather=0";

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly string? _passwordFile;

    /// <exception cref="UwsConfigurationException">Each fault in a line.</exception>
    public Settings(PostgreSqlStorageOptions options)
    {
        _connection = Parse(options.ConnectionString);
        _passwordFile = string.IsNullOrEmpty(options.PasswordFile) ? null : Path.GetFullPath(options.PasswordFile);
        Schema = SchemaName().IsMatch(options.Schema) ? options.Schema : throw new UwsConfigurationException(
            $"Storage:Schema: '{options.Schema}' is not allowed; allowed: 1 to 40 lower-case letters, digits and _, beginning with a letter or _");
        if (string.IsNullOrEmpty(_connection.Host))
        {
            throw Fault("it names no Host");
        }

        if (_passwordFile is not null)
        {
            if (!string.IsNullOrEmpty(_connection.Password))
            {
                throw new UwsConfigurationException("Storage:PasswordFile: the connection string has a password as well; allowed: one of the two");
            }

            ReadPassword();
        }

        _connection.Timeout = Seconds(options.ConnectTimeout);
        _connection.CommandTimeout = Seconds(options.CommandTimeout);
        _connection.Enlist = false;
        if (options.Pooler)
        {
            (_connection.MaxAutoPrepare, _connection.NoResetOnClose) = (0, true);
        }
        else
        {
            _connection.Options = $"{PlannerOptions} {_connection.Options}".TrimEnd();
        }

        Name = $"{_connection.Host}:{_connection.Port}/{_connection.Database ?? _connection.Username}";
    }

    /// <summary>Names the database in logs.</summary>
    public string Name { get; }

    /// <summary>The schema of the tables: a plain word, safe in SQL.</summary>
    public string Schema { get; }

    /// <summary>The channel of the change feed, one for each schema.</summary>
    public string Channel => "uwskit_" + Schema;

    /// <summary>Makes a pool of connections for statements.</summary>
    public NpgsqlDataSource Pool() => Build(_connection);

    /// <summary>Makes a source of single connections that live long and notice a peer that went away without a word.</summary>
    public NpgsqlDataSource Single() => Build(new(_connection.ConnectionString) { Pooling = false, KeepAlive = 10, MaxAutoPrepare = 0 });

    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connection)
    {
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        if (_passwordFile is not null)
        {
            builder.UsePasswordProvider(_ => ReadPassword(), (_, _) => new(ReadPassword()));
        }

        return builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Fault("a value is needed");
        }

        try
        {
            return new(Defaults + text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or KeyNotFoundException)
        {
            // The words of e may quote the text, which may hold a password.
            throw Fault("it cannot be read (a keyword that is unknown, or a value that does not fit its keyword)");
        }
    }

    private string ReadPassword()
    {
        try
        {
            return File.ReadAllText(_passwordFile!).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UwsConfigurationException($"Storage:PasswordFile: '{_passwordFile}' cannot be read; allowed: a file with the password, readable by this process");
        }
    }

    private static UwsConfigurationException Fault(string fault)
        => new($"Storage:ConnectionString: {fault}; allowed: an Npgsql connection string such as Host=db;Database=uws;Username=uws");

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,39}\z")]
    private static partial Regex SchemaName();
}
