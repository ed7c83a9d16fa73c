using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>All that an attempt needs on disk before its supervisor starts. Nothing is written before everything was checked.</summary>
internal static class Preparation
{
    private const int MaxNameBytes = 255;

    /// <exception cref="RefusedException">The job cannot be run.</exception>
    public static async Task<(CommandLine Command, Dictionary<string, string> Environment, JobLimits Limits)> PrepareAsync(
        LocalContext context, JobFolder folder, JobSubmission submission, Supervisor supervisor, CancellationToken ct)
    {
        var (path, account) = (supervisor.WorkPath, supervisor.Account);
        var (job, description) = (submission.Job, submission.Description);
        var places = context.Places(folder);
        var values = ParameterValues.Of(job, description, places.Input);
        var command = CommandLine.Of(description, values, places.Scripts, path);
        var limits = context.Limits.LoweredBy(description.Backend.Options);
        var environment = JobEnvironment.Of(job, places.Parameters, places.Temporary, values, places.Input, places.Output, path, context.Options.Environment, submission.JobUrl);

        folder.Make();
        folder.MakeWorkFolders(again: folder.Attempts().Any(a => folder.ReadStart(a) is StartRecord.Begun));
        // What began before is over, so a cancel was meant for that.
        folder.ForgetCancel();
        if (job.ExecutionDuration is not null || folder.ReadLimit() is not null)
        {
            folder.WriteLimit(job.ExecutionDuration);
        }

        folder.WriteLimits(limits);
        LinkInputs(job, context.Directories.GetDirectory(job.Id, JobFileArea.Input));
        if (context.Stage is { } stage)
        {
            await stage.FillAsync(folder, values.ToJson(), command.Script, ct).ConfigureAwait(false);
            environment["UWS_PROGRESS_FILE"] = stage.Progress(job.Id)!;
        }
        else
        {
            UnixFiles.Place(folder.Parameters, values.ToJson());
            CopyScript(command);
            if (context.Sandbox is not null)
            {
                // The one file of the control folder that the work may write: in place, for it can make none beside it.
                environment["UWS_PROGRESS_FILE"] = folder.File("progress");
                UnixFiles.Place(environment["UWS_PROGRESS_FILE"], []);
            }
        }

        folder.MarkSubmitted(submission.Attempt, context.Name + "\n");
        var before = account?.Before(places.Work, environment) ?? [];
        var sandbox = context.Sandbox?.Before(places, supervisor.WorkPrograms, environment["UWS_PROGRESS_FILE"], command.Words[0]) ?? [];
        return (command with { Words = [.. before, .. Wrapped(context.Options.Wrapper, places), .. sandbox, .. command.Words] }, environment, limits);
    }

    private static void CopyScript(CommandLine command)
    {
        if (command.Script is { } script)
        {
            UnixFiles.MakeFolder(Path.GetDirectoryName(command.Words[0])!);
            UnixFiles.Write(command.Words[0], File.ReadAllBytes(script), UnixFiles.Executable);
        }
    }

    private static IEnumerable<string> Wrapped(IReadOnlyList<string> wrapper, JobPlaces places)
        => wrapper.Select(word => word.Replace("{work}", places.Work, StringComparison.Ordinal).Replace("{tmp}", places.Temporary, StringComparison.Ordinal)
            .Replace("{input}", places.Input, StringComparison.Ordinal).Replace("{output}", places.Output, StringComparison.Ordinal).Replace("{control}", places.Control, StringComparison.Ordinal));

    /// <summary>
    /// Uploads lie under keys that say nothing: beside each a link with the parameter's name, for people and for scripts with fixed names. Storages
    /// leave links out of their lists.
    /// </summary>
    private static void LinkInputs(Job job, string input)
    {
        foreach (var parameter in job.Parameters.Where(p => p.File is not null))
        {
            var link = Path.Combine(input, parameter.Name);
            if (parameter.Name is not ("." or "..") && !parameter.Name.AsSpan().ContainsAny('/', '\0') && Encoding.UTF8.GetByteCount(parameter.Name) <= MaxNameBytes
                && !File.Exists(link) && new FileInfo(link).LinkTarget is null)
            {
                File.CreateSymbolicLink(link, parameter.File!.Name);
            }
        }
    }
}
