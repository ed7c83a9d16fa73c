namespace UwsKit;

/// <summary>Says where a job's script may post its events. The HTTP layer knows the address when <see cref="UwsOptions.PublicUrl"/> is set.</summary>
public interface ICallbackAddresses
{
    /// <summary>Address and token for one job and attempt; null = the host offers no such address.</summary>
    EventCallback? For(Job job, int attempt);
}

/// <summary>A host without HTTP, or without a public address.</summary>
internal sealed class NoCallbackAddresses : ICallbackAddresses
{
    /// <inheritdoc/>
    public EventCallback? For(Job job, int attempt) => null;
}
