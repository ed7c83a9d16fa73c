using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Judges passwords by ASP.NET Core's hasher (PBKDF2 with HMAC-SHA512), in the same time for names that are not there. One that was right is known again for
/// some minutes without that work, as long as its user's line stays the same. Thread-safe.
/// </summary>
internal sealed class Passwords(UsersFile users, BasicOptions options, TimeProvider time, ILogger log) : IDisposable
{
    private const int Iterations = 210_000;

    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly string Nobodys = Hasher.HashPassword("", RandomNumberGenerator.GetHexString(32));
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _right = new(new MemoryCacheOptions { SizeLimit = 10_000 });
    private readonly FailureLimit _limit = new(options.FailuresPerMinute, time);
    private readonly HashTurns _turns = new();

    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>The user whom name and password mean; null = they are wrong. Wrong ones are counted for name and <see cref="ClientNetwork"/>.</summary>
    /// <exception cref="UwsException">Too many wrong ones came from there, or too many wait: <see cref="UwsErrorKind.TooMany"/>.</exception>
    public async Task<User?> CheckAsync(string name, string password, string network, CancellationToken ct)
    {
        var user = users.Find(name);
        var mark = user is null ? null : Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{user.Hash}\0{name}\0{password}")));
        if (IsKnown(mark))
        {
            return user;
        }

        // Hashing is costly on purpose: strangers are not to keep all processors busy with it, nor those who have guessed too often others waiting.
        DemandPatience(network, name);
        using var turn = await _turns.EnterAsync(network, ct).ConfigureAwait(false);
        if (IsKnown(mark))
        {
            // Who opens many connections at once is hashed once.
            return user;
        }

        DemandPatience(network, name);
        var right = await Task.Run(() => Hasher.VerifyHashedPassword("", user?.Hash ?? Nobodys, password), ct).ConfigureAwait(false) != PasswordVerificationResult.Failed;
        if (right && user is not null)
        {
            _right.Set(mark!, time.GetUtcNow() + Known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Known });
            return user;
        }

        _limit.Add(network, name);
        log.WrongPassword(OneLine.Of(name), network);
        if (_limit.WaitOf(network, name) is { } next)
        {
            log.TooManyWrong(OneLine.Of(name), network, next);
        }

        return null;
    }

    public void Dispose()
    {
        _right.Dispose();
        _turns.Dispose();
    }

    private bool IsKnown(string? mark) => mark is not null && _right.TryGetValue(mark, out DateTimeOffset until) && until > time.GetUtcNow();

    private void DemandPatience(string network, string name)
    {
        if (_limit.WaitOf(network, name) is { } wait)
        {
            throw new UwsException(UwsErrorKind.TooMany, "Too many wrong passwords came from your address; try again later.") { RetryAfter = wait };
        }
    }
}
