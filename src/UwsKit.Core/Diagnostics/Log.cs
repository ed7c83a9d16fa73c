using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>What the engine logs. Ids 1000–1999; names and levels are stable.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Job {JobId} of {JobList} ({Owner}): created in {Phase}, run id {RunId}")]
    public static partial void Created(ILogger log, JobId jobId, string jobList, string? owner, string phase, string runId);

    [LoggerMessage(1001, LogLevel.Information, "Job {JobId} of {JobList} ({Owner}): {From} -> {To}, {Cause}{Error}")]
    public static partial void Phase(ILogger log, JobId jobId, string jobList, string? owner, string from, string to, string cause, string? error);

    [LoggerMessage(1002, LogLevel.Information, "Job {JobId} of {JobList} ({Owner}) deleted, {Cause}")]
    public static partial void Deleted(ILogger log, JobId jobId, string jobList, string? owner, string cause);

    [LoggerMessage(1003, LogLevel.Information, "Job {JobId}: parameters unknown to {JobList} dropped: {Names}")]
    public static partial void Dropped(ILogger log, JobId jobId, string jobList, string names);

    [LoggerMessage(1010, LogLevel.Debug, "Job {JobId}: event {State} of attempt {Attempt} ignored, {Reason}")]
    public static partial void EventIgnored(ILogger log, JobId jobId, BackendState state, int attempt, string reason);

    [LoggerMessage(1011, LogLevel.Warning, "Job {JobId}: event {State} could not be recorded and will be asked for again: {Message}")]
    public static partial void EventFailed(ILogger log, JobId jobId, BackendState state, string message);

    [LoggerMessage(1020, LogLevel.Information, "Job {JobId} submitted to {Manager} as {BackendId}, attempt {Attempt}")]
    public static partial void Submitted(ILogger log, JobId jobId, string manager, string? backendId, int attempt);

    [LoggerMessage(1021, LogLevel.Debug, "Manager {Manager} has no room: {Message}")]
    public static partial void Busy(ILogger log, string manager, string message);

    [LoggerMessage(1022, LogLevel.Warning, "Job {JobId}: submission to {Manager} is uncertain, the back end will be asked: {Message}")]
    public static partial void Uncertain(ILogger log, JobId jobId, string manager, string message);

    [LoggerMessage(1023, LogLevel.Warning, "Manager {Manager} does not answer: {Message}")]
    public static partial void ManagerAway(ILogger log, string manager, string message);

    [LoggerMessage(1024, LogLevel.Error, "Manager {Manager} failed on job {JobId}")]
    public static partial void ManagerFailed(ILogger log, Exception e, string manager, JobId jobId);

    [LoggerMessage(1025, LogLevel.Warning, "Job {JobId}: the description {Name} that it was created with is not kept; the present one is used")]
    public static partial void DescriptionChanged(ILogger log, JobId jobId, string name);

    [LoggerMessage(1030, LogLevel.Error, "The {Loop} loop failed and will go on")]
    public static partial void LoopFailed(ILogger log, Exception e, string loop);

    /// <summary>Why the files of a refused request stay for now. A storage that is away has said so itself: each request that it fails need not.</summary>
    public static void DiscardFailed(ILogger log, JobId jobId, Exception e)
    {
        if (e is UwsException { Kind: UwsErrorKind.Unavailable })
        {
            LeftForSweep(log, jobId, e.Message);
        }
        else
        {
            ForgetFailed(log, jobId, e.Message);
        }
    }

    /// <summary>Why a loop could not do its round. A storage that is away has said so itself, once: the loops do not repeat it.</summary>
    public static void LoopStopped(ILogger log, Exception e, string loop)
    {
        if (e is UwsException { Kind: UwsErrorKind.Unavailable } or AggregateException { InnerException: UwsException { Kind: UwsErrorKind.Unavailable } })
        {
            LoopWaits(log, loop, e.Message);
        }
        else
        {
            LoopFailed(log, e, loop);
        }
    }

    [LoggerMessage(1031, LogLevel.Warning, "Job {JobId}: traces could not be removed and will be tried again: {Message}")]
    public static partial void ForgetFailed(ILogger log, JobId jobId, string message);

    [LoggerMessage(1032, LogLevel.Information, "Files of {JobId} removed: no job record after {Age}")]
    public static partial void OrphanRemoved(ILogger log, JobId jobId, TimeSpan age);

    [LoggerMessage(1037, LogLevel.Error, "{Orphans} jobs have files but no record, only {Known} have both: is this the right storage for these files? None was removed")]
    public static partial void TooManyOrphans(ILogger log, int orphans, int known);

    [LoggerMessage(1033, LogLevel.Information, "Recovered {Submitting} submissions and {Placed} placed jobs of manager {Manager}")]
    public static partial void Recovered(ILogger log, string manager, int submitting, int placed);

    [LoggerMessage(1034, LogLevel.Warning, "Job {JobId} is over, but its manager '{Manager}' is not configured here: what it may have left at the back end as {BackendId} stays there")]
    public static partial void ForgottenWithoutManager(ILogger log, JobId jobId, string manager, string? backendId);

    [LoggerMessage(1035, LogLevel.Warning, "{Count} {State} jobs, {JobId} among them, belong to manager '{Manager}', which is not configured here: they stay as they are until it is configured again, or they are aborted, deleted or destroyed")]
    public static partial void ManagerGone(ILogger log, int count, PlacementState state, JobId jobId, string manager);

    [LoggerMessage(1036, LogLevel.Warning, "{Count} {State} jobs of manager {Manager}, {JobId} among them, belong to node '{Node}', and this is '{This}'; if the node was renamed, give it its old name (Uws:Node)")]
    public static partial void NodeElsewhere(ILogger log, int count, PlacementState state, string manager, JobId jobId, string node, string @this);

    [LoggerMessage(1050, LogLevel.Warning, "Node {Node} has given no sign of life for {Lease}: {Count} jobs of manager {Manager}, {JobId} among them, end in ERROR")]
    public static partial void NodeGone(ILogger log, string node, TimeSpan lease, int count, string manager, JobId jobId);

    [LoggerMessage(1051, LogLevel.Debug, "The {Loop} loop waits: {Message}")]
    public static partial void LoopWaits(ILogger log, string loop, string message);

    [LoggerMessage(1052, LogLevel.Debug, "Job {JobId}: what a refused request has stored is left for the sweep of files without a record: {Message}")]
    public static partial void LeftForSweep(ILogger log, JobId jobId, string message);

    [LoggerMessage(1040, LogLevel.Warning, "No storage is configured: jobs are kept in memory and are gone when the host stops")]
    public static partial void InMemory(ILogger log);

    [LoggerMessage(1041, LogLevel.Debug, "No event keys are configured: scripts that outlive a restart of the host cannot report their end")]
    public static partial void RandomEventKey(ILogger log);

    [LoggerMessage(1042, LogLevel.Information, "UwsKit node {Node}: job lists {JobLists}; storage {Storage}; managers {Managers}")]
    public static partial void Started(ILogger log, string node, string jobLists, string storage, string managers);

    [LoggerMessage(1060, LogLevel.Warning, "Job {JobId}: manager {Manager} does not take the changed execution duration or the release: {Message}")]
    public static partial void WishRefused(ILogger log, JobId jobId, string manager, string message);

    [LoggerMessage(1061, LogLevel.Information, "Manager {Manager} answers again; it was away since {Since}")]
    public static partial void ManagerBack(ILogger log, string manager, string since);

    [LoggerMessage(1080, LogLevel.Information, "Catalogue {Folder} offers {Offered}; new: {Added}; changed: {Changed}; gone: {Removed}")]
    public static partial void CatalogueChanged(ILogger log, string folder, string offered, string added, string changed, string removed);

    [LoggerMessage(1081, LogLevel.Error, "{Fault}")]
    public static partial void CatalogueFault(ILogger log, string fault);

    [LoggerMessage(1082, LogLevel.Warning, "Catalogue {Folder} cannot be read; its job lists stay as they were: {Message}")]
    public static partial void CatalogueAway(ILogger log, string folder, string message);

    [LoggerMessage(1083, LogLevel.Warning, "Catalogue {Folder}: changes cannot be put into effect and will be tried again: {Message}")]
    public static partial void CatalogueNotKept(ILogger log, string folder, string message);

    [LoggerMessage(1084, LogLevel.Warning, "Catalogue {Folder} cannot be watched and is read every {Interval} instead: {Message}")]
    public static partial void CatalogueNotWatched(ILogger log, string folder, TimeSpan interval, string message);

    [LoggerMessage(1088, LogLevel.Information, "{Difference}")]
    public static partial void DescriptionDiffers(ILogger log, string difference);

    [LoggerMessage(1085, LogLevel.Warning, "The kept description {Digest} cannot be used: {Message}")]
    public static partial void DescriptionUnusable(ILogger log, string digest, string message);

    [LoggerMessage(1090, LogLevel.Warning, "{Key}: settings of a job list that the catalogue {Folder} does not offer (yet); it offers {Offered}")]
    public static partial void ListUnknown(ILogger log, string key, string folder, string offered);

    [LoggerMessage(1091, LogLevel.Warning, "Job {JobId}: {File} in its output directory is not taken over into its provenance: {Message}")]
    public static partial void OwnProvenanceRefused(ILogger log, JobId jobId, string file, string message);

    [LoggerMessage(1092, LogLevel.Warning, "The kept provenance of job {JobId} cannot be read: {Message}")]
    public static partial void ProvenanceUnusable(ILogger log, JobId jobId, string message);

    [LoggerMessage(1093, LogLevel.Information, "Graphviz ({Program}) is not used for drawings, a simpler layout is: {Message}")]
    public static partial void GraphvizAway(ILogger log, string program, string message);

    [LoggerMessage(1095, LogLevel.Error, "The storage refuses the provenance of job {JobId}, which will not be known when the job is gone: {Message}")]
    public static partial void ProvenanceNotKept(ILogger log, JobId jobId, string message);

    [LoggerMessage(1094, LogLevel.Information, "Job {JobId} is made to reproduce {Original}; {Description}")]
    public static partial void Reproduced(ILogger log, JobId jobId, JobId original, string description);
}
