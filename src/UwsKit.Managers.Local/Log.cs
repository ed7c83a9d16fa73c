using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Local;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Debug, "Job {Job} attempt {Attempt}: supervisor {Pid} started")]
    public static partial void SupervisorStarted(this ILogger logger, JobId job, int attempt, int pid);

    [LoggerMessage(4002, LogLevel.Information, "Job {Job} attempt {Attempt}: taken up again from an earlier server process, supervisor {Pid}")]
    public static partial void TakenUp(this ILogger logger, JobId job, int attempt, int pid);

    [LoggerMessage(4003, LogLevel.Warning, "Job {Job}: the event {State} could not be recorded, next try in {Pause}: {Reason}")]
    public static partial void EventNotRecorded(this ILogger logger, JobId job, BackendState state, TimeSpan pause, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "Job {Job}: the supervisor did not stop its work in time; all its processes are killed now")]
    public static partial void KilledWithoutSupervisor(this ILogger logger, JobId job);

    [LoggerMessage(4005, LogLevel.Error, "Job {Job}: processes of the work cannot be killed")]
    public static partial void CannotKill(this ILogger logger, JobId job);

    [LoggerMessage(4006, LogLevel.Error, "Job {Job}: watching the work failed, next try in {Pause}")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, JobId job, TimeSpan pause);

    [LoggerMessage(5205, LogLevel.Error, "Job {Job}: its results cannot be taken now; the next probe tries again")]
    public static partial void NotCollected(this ILogger logger, Exception exception, JobId job);

    [LoggerMessage(4007, LogLevel.Warning, "Job {Job} attempt {Attempt}: an earlier attempt {Earlier} has begun and counts instead; the work is not run twice")]
    public static partial void Adopted(this ILogger logger, JobId job, int attempt, int earlier);

    [LoggerMessage(5201, LogLevel.Information, "Manager {Manager}: jobs run as account {User}, in {Folder}")]
    public static partial void RunsAs(this ILogger logger, string manager, string user, string folder);

    [LoggerMessage(5202, LogLevel.Warning, "Job {Job}: an entry of its outputs is left out, it is no regular file of its own with a safe name: {Name} ({Kind})")]
    public static partial void ResultLeftOut(this ILogger logger, JobId job, string name, string kind);

    [LoggerMessage(5203, LogLevel.Warning, "Job {Job}: taking its outputs: {Note}")]
    public static partial void ResultNote(this ILogger logger, JobId job, string note);

    [LoggerMessage(5204, LogLevel.Warning, "Job {Job}: its folder cannot be removed by account {User} now: {Reason}")]
    public static partial void NotRemoved(this ILogger logger, JobId job, string user, string reason);

    [LoggerMessage(5200, LogLevel.Information, "Manager {Manager}: limits of a job: {Limits}; memory is limited {How}")]
    public static partial void LimitsInForce(this ILogger logger, string manager, string limits, string how);
}
