using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Turns the catalogue's folder into job lists, all at once: a request sees the lists before a change or after it. Thread-safe.</summary>
internal sealed class DescriptionCatalogue : IDisposable
{
    private readonly JobLists _lists;
    private readonly JobDescriptions _descriptions;
    private readonly UwsConfiguration _configuration;
    private readonly JobListOptions _defaults;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CatalogueFolder? _folder;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private List<JobList> _offered = [];
    private bool _away;

    public DescriptionCatalogue(
        JobLists lists, JobDescriptions descriptions, UwsConfiguration configuration, IOptions<UwsOptions> options, TimeProvider time, ILogger<DescriptionCatalogue> log)
    {
        (_lists, _descriptions, _configuration, _time, _log) = (lists, descriptions, configuration, time, log);
        (Options, _defaults) = (options.Value.Catalogue, options.Value.Defaults);
        _folder = Options is null ? null : new(Path.GetFullPath(Options.Folder, AppContext.BaseDirectory), Options.RemovalGrace, time)
        {
            Judge = d => FaultsOf(List(d)), Note = n => Log.DescriptionDiffers(_log, n),
        };
    }

    /// <summary>Its settings; null = this host has none.</summary>
    public CatalogueOptions? Options { get; }

    /// <summary>The folder; null = this host has none.</summary>
    public string? Folder => _folder?.Path;

    /// <summary>What is wrong with its files at present, one line each.</summary>
    public IReadOnlyList<string> Faults => [.. _folder?.Faults ?? [], .. _hidden];

    /// <summary>Whether a file is missing whose list is still offered: refresh again soon.</summary>
    public bool IsWaiting => _folder?.IsWaiting == true;

    /// <summary>Keeps the descriptions of the lists that stay, and reads the folder for the first time.</summary>
    /// <exception cref="UwsConfigurationException">The folder cannot be read. Broken files are logged; the others are offered.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        await _descriptions.KeepAsync(_lists.Lasting, ct).ConfigureAwait(false);
        if (_folder is not null && !Directory.Exists(_folder.Path))
        {
            throw new UwsConfigurationException($"{_folder.Path}: there is no such folder; expected: a catalogue of job descriptions ({DescriptionFile.Names})");
        }

        await RefreshAsync(ct).ConfigureAwait(false);
        foreach (var name in _folder is null ? [] : _configuration.CatalogueLists.Keys.Where(n => _offered.TrueForAll(l => l.Name != n)))
        {
            // No fault: the file may come later. But a name that is only misspelt would be passed over in silence.
            Log.ListUnknown(_log, $"{_configuration.Section?.Path}:{nameof(UwsConfiguration.JobLists)}:{name}", _folder!.Path, Names(_offered.ConvertAll(l => l.Name)));
        }
    }

    /// <summary>Reads the folder and offers what it holds. What cannot be read or kept now changes nothing and is tried again.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        if (_folder is null)
        {
            return;
        }

        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var lists = Lists(_folder.Look());
            _away = false;
            await _descriptions.KeepAsync(lists, ct).ConfigureAwait(false);
            Publish(lists);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_away)
            {
                Log.CatalogueAway(_log, _folder.Path, e.Message);
            }

            _away = true;
        }
        catch (UwsException e)
        {
            Log.CatalogueNotKept(_log, _folder.Path, e.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private List<JobList> Lists(IReadOnlyList<JobDescription> descriptions)
    {
        List<string> faults = [.. _folder!.NewFaults];
        List<JobList> lists = [];
        List<string> hidden = [];
        foreach (var description in descriptions)
        {
            if (_lists.Lasting.Any(l => l.Name == description.Name))
            {
                hidden.Add($"{_folder.Path}: '{description.Name}' is already a job list of the configuration or of code, which stays");
                continue;
            }

            lists.Add(List(description));
        }

        foreach (var fault in faults.Concat(hidden.Where(h => !_hidden.Contains(h))))
        {
            Log.CatalogueFault(_log, fault);
        }

        _hidden.Clear();
        _hidden.UnionWith(hidden);
        return lists;
    }

    private JobList List(JobDescription description)
    {
        var (manager, options) = _configuration.CatalogueLists.GetValueOrDefault(description.Name);
        return new(description.Name, description, manager ?? Options!.Manager, options ?? _defaults);
    }

    // What only shows once the description is joined with the choice of a manager.
    private static IEnumerable<string> FaultsOf(JobList list) => ManagerChoice.Faults(list).Concat(ParameterRules.Faults(list.Description));

    private void Publish(List<JobList> lists)
    {
        var before = _offered.ToDictionary(l => l.Name, l => l.Digest, StringComparer.Ordinal);
        var added = lists.Where(l => !before.ContainsKey(l.Name)).Select(l => l.Name).ToList();
        var changed = lists.Where(l => before.TryGetValue(l.Name, out var digest) && digest != l.Digest).Select(l => l.Name).ToList();
        var removed = before.Keys.Except(lists.Select(l => l.Name)).ToList();
        if (added.Count + changed.Count + removed.Count == 0)
        {
            return;
        }

        _offered = lists;
        _lists.Offer(lists, _time.Now());
        Log.CatalogueChanged(_log, _folder!.Path, Names(lists.ConvertAll(l => l.Name)), Names(added), Names(changed), Names(removed));
    }

    private static string Names(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
