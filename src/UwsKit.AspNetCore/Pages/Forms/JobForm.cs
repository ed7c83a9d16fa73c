namespace UwsKit;

/// <summary>A form for the parameters of a job as it is to be shown: values, and what is wrong with them.</summary>
/// <param name="List">The list, with the description that the form follows.</param>
internal sealed record JobForm(JobList List)
{
    /// <summary>Values by parameter; a parameter without an entry has none.</summary>
    public required ILookup<string, string> Values { get; init; }
    /// <summary>The PENDING job whose parameters are changed; null = the form makes a new job.</summary>
    public Job? Edited { get; init; }
    /// <summary>The job that the form was filled from.</summary>
    public Job? Cloned { get; init; }
    /// <summary>The client's label.</summary>
    public string RunId { get; init; } = "";
    /// <summary>As <see cref="UwsDuration"/> reads it; empty = the default.</summary>
    public string Duration { get; init; } = "";
    /// <summary>An instant; empty = the default.</summary>
    public string Destruction { get; init; } = "";
    /// <summary>What is wrong with the values sent.</summary>
    public FormFaults Faults { get; init; } = FormFaults.None;
    /// <summary>File parameters whose file of <see cref="Cloned"/> is not wanted again.</summary>
    public IReadOnlySet<string> Dropped { get; init; } = new HashSet<string>();

    /// <summary>A form with the values of a query string, and the defaults where it says nothing.</summary>
    public static JobForm FromQuery(JobList list, IReadOnlyList<PostedValue> query)
    {
        var given = Lookup(query);
        return new(list)
        {
            Values = WithDefaults(list.Description, given),
            RunId = Last(given, ControlParameters.RunId),
            Duration = Seconds(Last(given, ControlParameters.ExecutionDuration)),
            Destruction = Last(given, ControlParameters.Destruction),
        };
    }

    /// <summary>A form with the values of a job.</summary>
    public static JobForm FromJob(JobList list, Job job, bool edit)
    {
        var values = job.Parameters.Where(p => p.Value is not null && !Is(p.Name, ControlParameters.RunId))
            .ToLookup(p => p.Name, p => p.Value!, StringComparer.OrdinalIgnoreCase);
        return new(list)
        {
            Values = edit ? values : WithDefaults(list.Description, values, job),
            Edited = edit ? job : null,
            Cloned = edit ? null : job,
            RunId = job.RunId ?? "",
            Duration = job.ExecutionDuration is { } duration && duration != list.DefaultExecutionDuration ? UwsDuration.Format(duration) : "",
            Destruction = edit && job.Destruction is { } destruction ? UwsTime.Format(destruction) : "",
        };
    }

    /// <summary>The form once more, as it was sent.</summary>
    public JobForm Again(IReadOnlyList<PostedValue> sent, FormFaults faults)
    {
        var given = Lookup(sent);
        return this with
        {
            Values = given,
            RunId = Last(given, ControlParameters.RunId),
            Duration = Last(given, ControlParameters.ExecutionDuration),
            Destruction = Last(given, ControlParameters.Destruction),
            Faults = faults,
            Dropped = List.Description.Parameters.Where(p => p.Type is ParameterType.File).Select(p => p.Name).Except(given[PageForm.Keep], StringComparer.OrdinalIgnoreCase).ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>The file that the job in question has for a parameter; null = none.</summary>
    public JobFile? FileOf(string parameter) => (Edited ?? Cloned)?.Parameters.FirstOrDefault(p => Is(p.Name, parameter) && p.File is not null && !p.ByReference)?.File;

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static ILookup<string, string> Lookup(IEnumerable<PostedValue> values)
        => values.Where(v => v.Value is not null).ToLookup(v => v.Name, v => v.Value!, StringComparer.OrdinalIgnoreCase);

    // A job has its defaults in its record already; of one whose file was not kept the field stays empty.
    private static ILookup<string, string> WithDefaults(JobDescription description, ILookup<string, string> given, Job? job = null)
        => description.Parameters.SelectMany(p => (given.Contains(p.Name) || job is not null ? given[p.Name] : p.AllDefaults).Select(v => (p.Name, Value: v)))
            .ToLookup(v => v.Name, v => v.Value, StringComparer.OrdinalIgnoreCase);

    private static string Last(ILookup<string, string> values, string name) => values[name].LastOrDefault() ?? "";

    // Of a query string as the standard has it: whole seconds.
    private static string Seconds(string text) => ControlParameters.ReadDigits(text) is { } seconds ? UwsDuration.Format(TimeSpan.FromSeconds(seconds)) : text;
}
