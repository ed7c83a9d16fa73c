namespace UwsKit.Managers.Local;

/// <summary>All that an attempt needs on disk before its supervisor starts. Nothing is written before everything was checked.</summary>
internal static class Preparation
{
    /// <exception cref="RefusedException">The job cannot be run.</exception>
    public static (CommandLine Command, Dictionary<string, string> Environment, JobLimits Limits) Prepare(
        LocalContext context, JobFolder folder, JobSubmission submission, string path)
    {
        var (job, description) = (submission.Job, submission.Description);
        var input = context.Directories.GetDirectory(job.Id, JobFileArea.Input);
        var output = context.Directories.GetDirectory(job.Id, JobFileArea.Output);
        var values = ParameterValues.Of(job, description, input);
        var command = CommandLine.Of(description, values, folder.File("script"), path);
        var limits = context.Limits.LoweredBy(description.Backend.Options);
        var environment = JobEnvironment.Of(job.Id, folder.Parameters, folder.Temporary, values, input, output, path, context.Options.Environment);

        folder.Make(context.Name);
        folder.MakeWorkFolders(again: folder.Attempts().Any(a => folder.ReadStart(a) is StartRecord.Begun));
        UnixFiles.Place(folder.Parameters, values.ToJson());
        // What began before is over, so a cancel was meant for that.
        folder.ForgetCancel();
        if (job.ExecutionDuration is not null || folder.ReadLimit() is not null)
        {
            folder.WriteLimit(job.ExecutionDuration);
        }

        folder.WriteLimits(limits);
        if (command.Script is { } script)
        {
            UnixFiles.MakeFolder(Path.GetDirectoryName(command.Words[0])!);
            UnixFiles.Write(command.Words[0], File.ReadAllBytes(script), UnixFiles.Executable);
        }

        LinkInputs(job, input);
        folder.MarkSubmitted(submission.Attempt);
        return (command with { Words = [.. Wrapped(context.Options.Wrapper, folder, input, output), .. command.Words] }, environment, limits);
    }

    private static IEnumerable<string> Wrapped(IReadOnlyList<string> wrapper, JobFolder folder, string input, string output)
        => wrapper.Select(word => word.Replace("{work}", folder.Work, StringComparison.Ordinal).Replace("{tmp}", folder.Temporary, StringComparison.Ordinal)
            .Replace("{input}", input, StringComparison.Ordinal).Replace("{output}", output, StringComparison.Ordinal).Replace("{control}", folder.Path, StringComparison.Ordinal));

    /// <summary>
    /// Uploads lie under keys that say nothing: beside each a link with the parameter's name, for people and for scripts with fixed names. Storages
    /// leave links out of their lists.
    /// </summary>
    private static void LinkInputs(Job job, string input)
    {
        foreach (var parameter in job.Parameters.Where(p => p.File is not null))
        {
            var link = Path.Combine(input, parameter.Name);
            if (parameter.Name is not ("." or "..") && !parameter.Name.Contains('/', StringComparison.Ordinal)
                && !File.Exists(link) && new FileInfo(link).LinkTarget is null)
            {
                File.CreateSymbolicLink(link, parameter.File!.Name);
            }
        }
    }
}
