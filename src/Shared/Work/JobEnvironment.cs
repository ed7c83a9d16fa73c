using System.Text;

namespace UwsKit.Work;

/// <summary>The whole environment of a job's work; nothing of the server's own gets in.</summary>
internal static class JobEnvironment
{
    /// <summary>Longest value that becomes a variable; longer ones are in the parameters file only.</summary>
    public const int MaxValueBytes = 32 * 1024;

    public const string ParameterPrefix = "UWS_PARAM_";

    public static Dictionary<string, string> Of(
        Job job, string parametersFile, string temporary, ParameterValues values, string inputFolder, string outputFolder, string path, IDictionary<string, string> configured, Uri? jobUrl)
    {
        var environment = new Dictionary<string, string>(configured, StringComparer.Ordinal);
        foreach (var parameters in values.All.GroupBy(p => VariableName(p.Name), StringComparer.Ordinal))
        {
            // Two names that become one variable: neither is set, because a script could not tell which it got.
            if (parameters.ToList() is [{ Values: [var value] }] && Encoding.UTF8.GetByteCount(value) <= MaxValueBytes && !value.Contains('\0', StringComparison.Ordinal))
            {
                environment[parameters.Key] = value;
            }
        }

        environment["UWS_JOB_ID"] = job.Id.Value;
        if (job.RunId is { Length: > 0 } runId && !runId.Any(char.IsControl))
        {
            environment["UWS_RUN_ID"] = runId;
        }

        if (jobUrl is not null)
        {
            environment["UWS_JOB_URL"] = jobUrl.AbsoluteUri;
            environment["UWS_PROVENANCE_URL"] = jobUrl.AbsoluteUri + "/provenance";
        }

        environment["UWS_PARAMETERS_FILE"] = parametersFile;
        environment["UWS_INPUT_DIR"] = inputFolder;
        environment["UWS_OUTPUT_DIR"] = outputFolder;
        environment["PATH"] = path;
        environment["HOME"] = temporary;
        environment["TMPDIR"] = temporary;
        environment.TryAdd("LANG", "C.UTF-8");
        return environment;
    }

    /// <summary>The variable of a parameter: characters that such a name cannot hold become <c>_</c>.</summary>
    public static string VariableName(string parameter)
        => ParameterPrefix + string.Concat(parameter.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
}
