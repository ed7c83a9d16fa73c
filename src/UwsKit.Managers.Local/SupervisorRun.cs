namespace UwsKit.Managers.Local;

/// <summary>One attempt in the hands of a supervisor of this server. Thread-safe.</summary>
internal sealed class SupervisorRun(SupervisorProcess supervisor)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The supervisor's process number.</summary>
    public int Id => supervisor.Id;

    /// <summary>Completes when the supervisor is done with it, or has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Kills the supervisor, if it still has to do with this.</summary>
    public void Kill() => supervisor.Kill(this);

    /// <summary>Sees whether the supervisor has ended; needed only where a signal was missed.</summary>
    public void Look() => supervisor.Look();

    /// <summary>The supervisor is done with it.</summary>
    public void End() => _ended.TrySetResult();
}
