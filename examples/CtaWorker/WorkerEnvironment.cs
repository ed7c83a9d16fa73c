namespace CtaWorker;

/// <summary>What a UWS service tells the work that it runs.</summary>
internal sealed record WorkerEnvironment(string? ParametersFile, string? InputFolder, string OutputFolder, string? JobId, string? JobUrl)
{
    /// <summary>Where it is told how the results came to be.</summary>
    public string? ProvenanceUrl { get; init; }

    public static WorkerEnvironment From(IReadOnlyDictionary<string, string> variables)
    {
        return new(Get("UWS_PARAMETERS_FILE"), Get("UWS_INPUT_DIR"), Get("UWS_OUTPUT_DIR") ?? ".", Get("UWS_JOB_ID"), Get("UWS_JOB_URL")) { ProvenanceUrl = Get("UWS_PROVENANCE_URL") };

        string? Get(string name) => variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }
}
