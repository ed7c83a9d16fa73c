using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Storage.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite as the storage of job records.</summary>
public static class SqliteUwsBuilderExtensions
{
    /// <summary>Keeps job records in an SQLite database.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="path">See <see cref="SqliteStorageOptions.Path"/>.</param>
    public static UwsBuilder UseSqlite(this UwsBuilder builder, string path) => builder.UseSqlite(new SqliteStorageOptions { Path = path });

    /// <summary>Keeps job records in an SQLite database.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="options">Where the database is and how it is used.</param>
    public static UwsBuilder UseSqlite(this UwsBuilder builder, SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton<IStorage>(services => new SqliteStorage(
            options, services.GetService<TimeProvider>(), services.GetService<ILogger<SqliteStorage>>()));
        return builder;
    }
}
