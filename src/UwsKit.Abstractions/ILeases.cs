namespace UwsKit;

/// <summary>
/// Optional ability of a storage that several nodes share: names that one node holds for a while, measured by the storage's own clock. By them nodes know
/// which of them are alive. Implemented by the class that is the <see cref="IStorage"/>. Thread-safe.
/// </summary>
public interface ILeases
{
    /// <summary>Takes or renews a name, unless somebody else holds it.</summary>
    /// <param name="name">What is held; at most 200 characters.</param>
    /// <param name="holder">Who wants it.</param>
    /// <param name="time">For how long from now. Zero only asks whether the name is free for this holder, and takes nothing; what this holder held is given up.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <returns>False when another holder's time is not over.</returns>
    ValueTask<bool> TryHoldAsync(string name, string holder, TimeSpan time, CancellationToken ct);
}
