using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>
/// What the configuration section says: options, plugins (already asked to register their services) and job lists. Faults are gathered, not thrown:
/// the host's start reports all of them at once.
/// </summary>
internal sealed class UwsConfiguration
{
    private static readonly string[] Parts = ["Storage", "Files", "Managers", "JobLists", "Http", "Authentication", "Audit", "Pages"];

    private const int ShortestKey = 16;

    private readonly List<string> _faults = [];

    /// <summary>The host's settings.</summary>
    public UwsOptions Options { get; private set; } = new();

    /// <summary>The audit trail's settings.</summary>
    public AuditOptions Audit { get; private set; } = new();

    /// <summary>Names of the configured managers.</summary>
    public ManagerNames Managers { get; private set; } = new([]);

    /// <summary>The configured job lists.</summary>
    public List<JobList> JobLists { get; } = [];

    /// <summary>The managers that job lists name, with the keys that name them; also those of lists with other faults.</summary>
    public List<(string Key, string Manager)> NamedManagers { get; } = [];

    /// <summary>What the configuration says of lists whose description is in the catalogue, by name; no manager = the catalogue's.</summary>
    public Dictionary<string, (string? Manager, JobListOptions Options)> CatalogueLists { get; } = new(StringComparer.Ordinal);

    /// <summary>The managers that lists of the catalogue may name.</summary>
    public IEnumerable<string> CatalogueManagers
        => Options.Catalogue is { } catalogue
            ? CatalogueLists.Values.Prepend((Manager: null, Options: Options.Defaults)).SelectMany(l => ManagerChoice.Allowed(l.Manager ?? catalogue.Manager, l.Options)).Distinct()
            : [];

    /// <summary>Where it was read from; null = all is said in code.</summary>
    public IConfigurationSection? Section { get; private init; }

    /// <summary>Every fault found, one line each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Loads plugins; kept for explaining what goes wrong in them later.</summary>
    public PluginCatalog? Plugins { get; private set; }

    /// <summary>Reads a section, then what is said in code; plugins register in <paramref name="services"/>.</summary>
    public static UwsConfiguration Read(IConfigurationSection? section, Action<UwsOptions>? configure, IServiceCollection services)
    {
        var configuration = new UwsConfiguration { Section = section };
        if (section is not null)
        {
            configuration.Collect(() => configuration.Options = UwsSettings.Read<UwsOptions>(section, Parts));
            configuration.Collect(() => configuration.Audit = UwsSettings.Read<AuditOptions>(section.GetSection("Audit")));
        }

        if (configure is not null)
        {
            configure(configuration.Options);
            configuration._faults.AddRange(OptionFaults.Of(configuration.Options));
        }

        configuration.CheckKeys();
        if (section is not null)
        {
            // Read apart: another fault among the options must not hide the plugins.
            configuration.Plugins = new PluginCatalog(section[nameof(UwsOptions.PluginDirectory)] is { Length: > 0 } folder ? folder : null);
            configuration.ReadParts(section, services);
        }

        if (configuration.Options.Catalogue is { } catalogue)
        {
            // Its lists come later, with managers that have to be there from the start.
            var root = section?.Path ?? nameof(UwsOptions);
            configuration.NamedManagers.AddRange(catalogue.Manager.Length > 0 ? [($"{root}:{nameof(UwsOptions.Catalogue)}:{nameof(CatalogueOptions.Manager)}", catalogue.Manager)] : []);
            configuration.NamedManagers.AddRange((configuration.Options.Defaults.Managers ?? []).Select(m => ($"{root}:{nameof(UwsOptions.Defaults)}:{nameof(JobListOptions.Managers)}", m)));
        }

        return configuration;
    }

    // Who guesses a key can tell any lie about any job. What was found is not repeated: it is a secret.
    private void CheckKeys() => _faults.AddRange(Options.EventKeys.Index().Where(k => k.Item.Length < ShortestKey)
        .Select(k => $"{Section?.Path ?? nameof(UwsOptions)}:{nameof(UwsOptions.EventKeys)}:{k.Index}: {k.Item.Length} characters are too few for a secret; allowed: {ShortestKey} or more"));

    private void ReadParts(IConfigurationSection section, IServiceCollection services)
    {
        Plug(section.GetSection("Storage"), PluginKind.Storage, null, services);
        Plug(section.GetSection("Files"), PluginKind.Files, null, services);
        var managers = section.GetSection("Managers").GetChildren().ToList();
        foreach (var manager in managers)
        {
            Plug(manager, PluginKind.Manager, manager.Key, services);
        }

        Managers = new([.. managers.Select(m => m.Key)]);
        foreach (var list in section.GetSection("JobLists").GetChildren())
        {
            ReadList(list);
        }
    }

    private void Plug(IConfigurationSection section, PluginKind kind, string? name, IServiceCollection services)
    {
        if (!section.Exists())
        {
            return;
        }

        Collect(() =>
        {
            if (section["Plugin"] is not { Length: > 0 } plugin)
            {
                throw new UwsConfigurationException($"{section.Path}:Plugin: a plugin's name is needed; known here: {string.Join(", ", Plugins!.Known(kind))}");
            }

            var entry = Plugins!.Find(kind, plugin, $"{section.Path}:Plugin");
            try
            {
                entry.Configure(new(name ?? plugin, section, services));
            }
            catch (Exception e) when (e is not UwsConfigurationException && Plugins.Explain(e, entry) is { } line)
            {
                throw new UwsConfigurationException($"{section.Path}:Plugin: {line}");
            }
        });
    }

    private void ReadList(IConfigurationSection section)
    {
        var (source, manager) = (section["Description"], section["Manager"]);
        JobDescription? description = null;
        JobListOptions? options = null;
        if (string.IsNullOrEmpty(source) && (Options.Catalogue is not null || Section!.GetSection(nameof(UwsOptions.Catalogue)).Exists()))
        {
            Collect(() => options = UwsSettings.Read<JobListOptions>(section, "Description", "Manager"));
            CatalogueLists[section.Key] = (manager is { Length: > 0 } ? manager : null, (options ?? new()).Over(Options.Defaults));
            NamedManagers.AddRange(manager is { Length: > 0 } ? [($"{section.Path}:Manager", manager)] : []);
            NamedManagers.AddRange((options?.Managers ?? []).Select(m => ($"{section.Path}:{nameof(JobListOptions.Managers)}", m)));
            return;
        }

        Collect(() => description = string.IsNullOrEmpty(source)
            ? throw new UwsConfigurationException($"{section.Path}:Description: the path of a description file is needed")
            : LoadDescription(section, source));
        Collect(() => options = UwsSettings.Read<JobListOptions>(section, "Description", "Manager"));
        if (string.IsNullOrEmpty(manager))
        {
            _faults.Add($"{section.Path}:Manager: the name of a manager is needed; known here: {string.Join(", ", Managers.Names)}");
        }
        else
        {
            NamedManagers.Add(($"{section.Path}:Manager", manager));
        }

        if (manager is { Length: > 0 } && description is not null && options is not null)
        {
            JobLists.Add(new(section.Key, description with { Name = section.Key }, manager, options.Over(Options.Defaults)));
        }
    }

    private static JobDescription LoadDescription(IConfigurationSection section, string source)
    {
        try
        {
            return DescriptionFile.Load(Path.GetFullPath(source, AppContext.BaseDirectory)).Description;
        }
        catch (UwsConfigurationException e)
        {
            throw new UwsConfigurationException([.. e.Faults.Select(fault => $"{section.Path}:Description: {fault}")]);
        }
    }

    /// <summary>Runs something that reads settings, and keeps its faults for the report at the host's start.</summary>
    public void Collect(Action read)
    {
        try
        {
            read();
        }
        catch (UwsConfigurationException e)
        {
            _faults.AddRange(e.Faults);
        }
    }
}
