using Microsoft.Extensions.Configuration;
using UwsKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers UwsKit.</summary>
public static class UwsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine. With a configuration section (conventionally <c>Uws</c>) also the storage, files, managers and job lists that it names.
    /// May be called once.
    /// </summary>
    public static UwsBuilder AddUws(this IServiceCollection services, IConfigurationSection? section = null) => throw new NotSupportedException();

    /// <summary>Adds a job list that a manager runs.</summary>
    public static UwsBuilder AddJobList(this UwsBuilder builder, JobDescription description, string manager, JobListOptions? options = null) => throw new NotSupportedException();
}
