using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using UwsKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers UwsKit.</summary>
public static class UwsServiceCollectionExtensions
{
    /// <summary>The manager that runs jobs written as C# delegates.</summary>
    public const string InProcess = "in-process";

    /// <summary>
    /// Adds the engine. With a configuration section (conventionally <c>Uws</c>) also the storage, files, managers and job lists that it
    /// names. Faults of the configuration stop the host when it starts: all of them at once.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The configuration; null = all is said in code.</param>
    /// <param name="configure">Settings in code, put over those of the section.</param>
    /// <exception cref="InvalidOperationException">Called a second time: a host has one engine.</exception>
    public static UwsBuilder AddUws(this IServiceCollection services, IConfigurationSection? section = null, Action<UwsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(s => s.ServiceType == typeof(UwsConfiguration)))
        {
            throw new InvalidOperationException("AddUws was called twice: a host has one engine. Go on with the builder that the first call returned.");
        }

        var configuration = UwsConfiguration.Read(section, configure, services);
        services.AddSingleton(configuration);
        services.AddSingleton(configuration.Managers);
        services.AddSingleton(Options.Options.Create(configuration.Options));
        foreach (var list in configuration.JobLists)
        {
            services.AddSingleton(list);
        }

        // First of all hosted services: storages are opened before anything uses them.
        services.AddSingleton(s => new UwsChecks(s.GetRequiredService<UwsConfiguration>(), s));
        services.AddHostedService<UwsStartup>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedService(s => s.GetRequiredService<AuditTrail>());
        services.AddSingleton<StopSteps>();
        services.AddHostedService(s => s.GetRequiredService<StopSteps>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<UwsMeter>();
        services.AddSingleton(s => new JobLists(s.GetServices<JobList>()) { CatalogueManagers = [.. configuration.CatalogueManagers] });
        services.AddSingleton<JobDescriptions>();
        services.AddSingleton<DescriptionCatalogue>();
        services.TryAddSingleton<IStorage, InMemoryStorage>();
        services.TryAddSingleton<IFileStorage, InMemoryFiles>();
        services.TryAddSingleton<ICallbackAddresses, CallbackAddresses>();

        services.AddSingleton<JobWaiters>();
        services.AddSingleton<JobHints>();
        services.AddSingleton<JobQuotas>();
        services.AddSingleton<JobRecords>();
        services.AddSingleton<JobParameterChanges>();
        services.AddSingleton<JobWaits>();
        services.AddSingleton(s => new JobService(
            s.GetRequiredService<JobLists>(), s.GetRequiredService<JobDescriptions>(), s.GetRequiredService<JobRecords>(), s.GetRequiredService<JobParameterChanges>(), s.GetRequiredService<JobWaits>(),
            s.GetRequiredService<JobHints>(), s.GetRequiredService<IStorage>(), s.GetRequiredService<ManagerStatus>(), s.GetRequiredService<ProvenanceKeeper>(), s.GetRequiredService<TimeProvider>()));

        services.AddSingleton<ProvenanceKeeper>();
        services.AddSingleton<ProvenanceDrawing>();
        services.AddSingleton<ProvenanceSweep>();
        services.AddSingleton<JobReproduction>();
        services.AddSingleton<EventTokens>();
        services.AddSingleton<ManagerStatus>();
        services.AddSingleton<Managers>();
        services.AddSingleton<JobResults>();
        services.AddSingleton<ProgressReports>();
        services.AddSingleton<FirstNews>();
        services.AddSingleton<JobEvents>();
        services.AddSingleton<IJobEventSink>(s => s.GetRequiredService<JobEvents>());
        services.AddSingleton<Acceptance>();
        services.AddSingleton<InputFetcher>();
        services.AddSingleton<ManagerPresence>();
        services.AddSingleton<SubmissionWork>();
        services.AddSingleton<WishWork>();

        services.AddSingleton<DueSweep>();
        services.AddSingleton<ForgetSweep>();
        services.AddSingleton<ProbeTurn>();
        services.AddSingleton<ProbeSweep>();
        services.AddSingleton<OrphanSweep>();
        services.AddSingleton<StrandedSweep>();
        services.AddSingleton<GoneNodes>();
        services.AddHostedService<CatalogueWatch>();
        services.AddHostedService<WaiterPump>();
        services.AddHostedService<JobSubmitter>();
        services.AddHostedService<JobSweeper>();
        return new(services);
    }

    /// <summary>Adds a job list that a manager runs. Faults of the description stop the host when it starts.</summary>
    public static UwsBuilder AddJobList(this UwsBuilder builder, JobDescription description, string manager, JobListOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(description);
        builder.Services.AddSingleton(s => new JobList(
            description.Name, description, manager, (options ?? new()).Over(s.GetRequiredService<IOptions<UwsOptions>>().Value.Defaults)));
        return builder;
    }

    /// <summary>Adds a job list whose work is C# code in this host; see <see cref="InProcessManager"/>.</summary>
    public static UwsBuilder AddJobList(
        this UwsBuilder builder, JobDescription description, Func<InProcessJob, CancellationToken, Task> run, JobListOptions? options = null)
    {
        builder.AddJobList(description, InProcess, options);
        builder.Services.AddSingleton(new InProcessWork(description.Name, run));
        if (!builder.Services.Any(s => s.IsKeyedService && Equals(s.ServiceKey, InProcess) && s.ServiceType == typeof(IManager)))
        {
            builder.Services.AddKeyedSingleton<IManager>(InProcess, (s, _) => ActivatorUtilities.CreateInstance<InProcessManager>(s, 0));
            builder.Services.AddKeyedSingleton(InProcess, (s, key) => (ISlotManager)s.GetRequiredKeyedService<IManager>(key));
        }

        return builder;
    }
}
