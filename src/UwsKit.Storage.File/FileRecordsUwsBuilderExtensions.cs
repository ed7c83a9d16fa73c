using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Storage.File;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses files as the place of job records.</summary>
public static class FileRecordsUwsBuilderExtensions
{
    /// <summary>Keeps each job record in a JSON file of its own.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="root">See <see cref="FileStorageOptions.Root"/>.</param>
    public static UwsBuilder UseFileRecords(this UwsBuilder builder, string root) => builder.UseFileRecords(new FileStorageOptions { Root = root });

    /// <summary>Keeps each job record in a JSON file of its own.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="options">Where the records are and how they are written.</param>
    public static UwsBuilder UseFileRecords(this UwsBuilder builder, FileStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton<IStorage>(services => new FileStorage(
            options, services.GetService<TimeProvider>(), services.GetService<ILogger<FileStorage>>()));
        return builder;
    }
}
