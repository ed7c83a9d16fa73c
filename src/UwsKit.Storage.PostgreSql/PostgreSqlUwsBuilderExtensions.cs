using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Storage.PostgreSql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the storage of job records.</summary>
public static class PostgreSqlUwsBuilderExtensions
{
    /// <summary>Keeps job records in a PostgreSQL database.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="connectionString">See <see cref="PostgreSqlStorageOptions.ConnectionString"/>.</param>
    public static UwsBuilder UsePostgreSql(this UwsBuilder builder, string connectionString)
        => builder.UsePostgreSql(new PostgreSqlStorageOptions { ConnectionString = connectionString });

    /// <summary>Keeps job records in a PostgreSQL database, and follows other nodes' changes unless a transaction pooler lies in between.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="options">Where the database is and how it is used.</param>
    public static UwsBuilder UsePostgreSql(this UwsBuilder builder, PostgreSqlStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton<IStorage>(services => new PostgreSqlStorage(options, services.GetService<ILogger<PostgreSqlStorage>>()));
        if (!options.Pooler)
        {
            builder.Services.AddSingleton<IChangeFeed>(services => new PostgreSqlChangeFeed(
                options, services.GetService<TimeProvider>(), services.GetService<ILogger<PostgreSqlChangeFeed>>()));
        }

        return builder;
    }
}
