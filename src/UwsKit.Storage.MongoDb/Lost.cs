using System.Diagnostics;

namespace UwsKit.Storage.MongoDb;

/// <summary>Repeats writes that were lost, or whose answer was.</summary>
internal static class Lost
{
    /// <param name="attempt">Harmless to do again; is told how often it was lost before.</param>
    /// <param name="timeout">How long to go on.</param>
    public static async Task<bool> AgainAsync(Func<int, Task<bool>> attempt, TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        for (var lost = 0; ; lost++)
        {
            try
            {
                return await attempt(lost).ConfigureAwait(false);
            }
            catch (Exception e) when (Faults.IsLost(e) && (lost == 0 || (clock.Elapsed < timeout && !Faults.IsUnconfirmed(e))))
            {
                // No pause: after a lost connection the driver looks for the server first, and a server that is away is another error.
            }
        }
    }
}
