using System.Globalization;
using System.Text;

namespace UwsKit.Batch;

/// <summary>All that an attempt needs on disk before it is submitted. Nothing is written before everything was checked.</summary>
internal static class BatchPreparation
{
    /// <exception cref="RefusedException">The job cannot be run.</exception>
    public static BatchRequest Prepare(BatchContext context, BatchPrograms programs, BatchFolder folder, JobSubmission submission)
    {
        var (job, description, attempt) = (submission.Job, submission.Description, submission.Attempt);
        var input = context.Directories.GetDirectory(job.Id, JobFileArea.Input);
        var output = context.Directories.GetDirectory(job.Id, JobFileArea.Output);
        var path = $"{programs.Folder}:{context.Settings.WorkPath}";
        var values = ParameterValues.Of(job, description, input);
        var command = CommandLine.Of(description, values, folder.File("script"), path);
        var environment = JobEnvironment.Of(job, folder.Parameters, folder.Temporary, values, input, output, path, context.Settings.Environment, submission.JobUrl);
        var wishes = context.Dialect.Wishes(description, values);

        folder.Make();
        folder.MakeWorkFolders(again: true);
        folder.ForgetCancel();
        UnixFiles.Write(folder.Parameters, values.ToJson());
        UnixFiles.Write(folder.File("command", attempt), Joined(command.Words));
        UnixFiles.Write(folder.File("environment", attempt), Joined(environment.Select(v => $"{v.Key}={v.Value}")));
        folder.WriteLimit(job.ExecutionDuration);
        if (command.Script is { } script)
        {
            UnixFiles.MakeFolder(Path.GetDirectoryName(command.Words[0])!);
            UnixFiles.Write(command.Words[0], File.ReadAllBytes(script), UnixFiles.Executable);
        }

        if (context.Settings.Callbacks && submission.Callback is { } callback)
        {
            // Readable by this account alone, and never on a command line, where every user of the node would see it.
            UnixFiles.Write(folder.File("callback", attempt), Encoding.UTF8.GetBytes(
                $"url = \"{Quoted(callback.Address.AbsoluteUri)}\"\nheader = \"Authorization: Bearer {Quoted(callback.Token)}\"\n"));
        }

        return new(
            context.Dialect.JobName(job.Id), context.Dialect.Tag(job.Id, attempt), folder.Work, folder.File("batch", attempt) + ".log", wishes, job.ExecutionDuration, programs.Wrapper,
            [
                folder.Path, attempt.ToString(CultureInfo.InvariantCulture), context.Logs(job.Id), programs.Spool,
                ((long)(context.Settings.Grace.TotalMilliseconds / 10)).ToString(CultureInfo.InvariantCulture),
            ]);
    }

    private static byte[] Joined(IEnumerable<string> words) => Encoding.UTF8.GetBytes(string.Concat(words.Select(w => w + '\0')));

    // As a configuration file of curl reads it.
    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
