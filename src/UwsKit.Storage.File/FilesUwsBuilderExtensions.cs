using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Storage.File;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses directories as the place of the jobs' files.</summary>
public static class FilesUwsBuilderExtensions
{
    /// <summary>Keeps uploads, results and logs in directories.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="root">See <see cref="JobFilesOptions.Root"/>.</param>
    public static UwsBuilder UseFiles(this UwsBuilder builder, string root) => builder.UseFiles(new JobFilesOptions { Root = root });

    /// <summary>Keeps uploads, results and logs in directories.</summary>
    /// <param name="builder">The builder that <c>AddUws</c> returned.</param>
    /// <param name="options">Where the directories are.</param>
    public static UwsBuilder UseFiles(this UwsBuilder builder, JobFilesOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton(services => new JobFiles(options, services.GetService<ILogger<JobFiles>>()));
        builder.Services.AddSingleton<IFileStorage>(services => services.GetRequiredService<JobFiles>());
        builder.Services.AddSingleton<IJobDirectories>(services => services.GetRequiredService<JobFiles>());
        return builder;
    }
}
