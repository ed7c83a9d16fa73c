namespace CtaWorker;

/// <summary>The work cannot be done. The message is the one line that the user of the service reads.</summary>
internal sealed class WorkerException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    public static WorkerException Usage(string message) => new(CtaWorker.ExitCode.Usage, message);

    public static WorkerException BadData(string message) => new(CtaWorker.ExitCode.BadData, message);
}
