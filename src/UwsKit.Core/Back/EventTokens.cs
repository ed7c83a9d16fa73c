using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Secrets that let a job's script report its events: HMAC of job id and attempt under the host's event keys. Stateless, the same on all
/// nodes that share a key. Thread-safe.
/// </summary>
public sealed class EventTokens(IOptions<UwsOptions> options)
{
    private readonly byte[][] _keys = options.Value.EventKeys.Count == 0
        ? [RandomNumberGenerator.GetBytes(32)]
        : [.. options.Value.EventKeys.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The token for one job and attempt.</summary>
    public string Create(JobId job, int attempt) => Make(_keys[0], job, attempt);

    /// <summary>Whether a token opens the event address of this job and attempt; compared in constant time.</summary>
    public bool Opens(string token, JobId job, int attempt)
    {
        var given = Encoding.ASCII.GetBytes(token);
        var good = false;
        foreach (var key in _keys)
        {
            good |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Make(key, job, attempt)));
        }

        return good;
    }

    private static string Make(byte[] key, JobId job, int attempt)
        => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job.Value}/{attempt}"))));
}
