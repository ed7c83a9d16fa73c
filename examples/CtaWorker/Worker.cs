using CtaWorker.Fits;
using CtaWorker.Simulation;
using CtaWorker.SkyMap;

namespace CtaWorker;

/// <summary>The program as a function: arguments and environment in, exit status out.</summary>
internal static class Worker
{
    public static async Task<int> RunAsync(
        string[] arguments, IReadOnlyDictionary<string, string> variables, TextWriter output, TextWriter error,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var command = arguments.FirstOrDefault() ?? "";
        if (command is "help" or "--help" or "-h")
        {
            Usage.Print(output);
            return ExitCode.Fine;
        }

        Journal? journal = null;
        try
        {
            var environment = WorkerEnvironment.From(variables);
            if (command is not ("skymap" or "simulate"))
            {
                throw WorkerException.Usage(
                    $"{(command.Length == 0 ? "no command" : "unknown command " + OneLine.Value(command))}: skymap, simulate or help is needed");
            }

            var values = ParameterValues.Read(arguments.AsSpan(1), environment.ParametersFile);
            var folder = new OutputFolder(values.TakeOutput() ?? environment.OutputFolder);
            journal = new Journal(output, folder, time);
            var job = new JobContext(environment, new Parameters(values, journal), folder, journal, new Progress(variables, time), time);
            await (command == "skymap" ? SkyMapJob.RunAsync(job, cancellationToken) : SimulateJob.RunAsync(job, cancellationToken));
            return ExitCode.Fine;
        }
        catch (Exception e)
        {
            var (status, message) = Explain(e);
            journal?.Write("failed: " + message);
            await error.WriteLineAsync($"{(command is "skymap" or "simulate" ? command : "CtaWorker")}: {message}");
            return status;
        }
        finally
        {
            journal?.Dispose();
        }
    }

    /// <summary>The one line for the user: it becomes the error message of the job.</summary>
    private static (int Status, string Message) Explain(Exception exception) => exception switch
    {
        WorkerException known => (known.ExitCode, OneLine.Of(known.Message)),
        FitsException => (ExitCode.BadData, OneLine.Of(exception.Message)),
        InvalidDataException => (ExitCode.BadData, "the gzip compression of the file is damaged"),
        OperationCanceledException => (ExitCode.Stopped, "stopped by a signal"),
        // A full disk, a lost file system, no memory left: the next attempt may do better.
        IOException or UnauthorizedAccessException or OutOfMemoryException => (ExitCode.Temporary, OneLine.Of(exception.Message)),
        _ => (ExitCode.Software, OneLine.Of($"internal fault, {exception.GetType().Name}: {exception.Message}")),
    };
}
