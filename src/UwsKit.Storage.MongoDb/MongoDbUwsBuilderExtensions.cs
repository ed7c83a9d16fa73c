using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Storage.MongoDb;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses MongoDB as the storage of job records.</summary>
public static class MongoDbUwsBuilderExtensions
{
    /// <summary>Keeps job records in a MongoDB database.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="connectionString">See <see cref="MongoDbStorageOptions.ConnectionString"/>.</param>
    public static UwsBuilder UseMongoDb(this UwsBuilder builder, string connectionString)
        => builder.UseMongoDb(new MongoDbStorageOptions { ConnectionString = connectionString });

    /// <summary>Keeps job records in a MongoDB database, and follows other nodes' changes unless <see cref="MongoDbStorageOptions.ChangeFeed"/> is off.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="options">Where the database is and how it is used.</param>
    public static UwsBuilder UseMongoDb(this UwsBuilder builder, MongoDbStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton<IStorage>(services => new MongoDbStorage(options, services.GetService<ILogger<MongoDbStorage>>()));
        if (options.ChangeFeed != MongoDbChangeFeedMode.Off)
        {
            builder.Services.AddSingleton<IChangeFeed>(services => new MongoDbChangeFeed(
                options, services.GetService<TimeProvider>(), services.GetService<ILogger<MongoDbChangeFeed>>()));
        }

        return builder;
    }
}
