namespace UwsKit;

/// <summary>Refusals that need no look at the request's body.</summary>
internal static class JobChecks
{
    /// <summary>An ARCHIVED job can only be deleted.</summary>
    public static void NotArchived(Job job)
    {
        if (job.Phase == ExecutionPhase.Archived)
        {
            throw new UwsException(UwsErrorKind.Forbidden, "The job is ARCHIVED: it can only be deleted.");
        }
    }

    /// <summary>Parameters change in PENDING only. The engine decides; this spares the upload.</summary>
    public static void Pending(Job job)
    {
        if (job.Phase != ExecutionPhase.Pending)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"The job is {job.Phase.ToWord()}: parameters can be changed in PENDING only.");
        }
    }
}
