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
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    public static string Hash(string password) => Hasher.HashPassword("", password);

    /// <summary>The user whom name and password mean; null = they are wrong.</summary>
    /// <exception cref="UwsException">Too many wrong ones came from there: <see cref="UwsErrorKind.TooMany"/>.</exception>
    public async Task<User?> CheckAsync(string name, string password, string address, CancellationToken ct)
    {
        var user = users.Find(name);
        var mark = user is null ? null : Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{user.Hash}\0{name}\0{password}")));
        if (mark is not null && _right.TryGetValue(mark, out DateTimeOffset until) && until > time.GetUtcNow())
        {
            return user;
        }

        // Hashing is costly on purpose: strangers are not to keep all processors busy with it.
        await _turns.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_limit.WaitOf(address, name) is { } wait)
            {
                throw new UwsException(UwsErrorKind.TooMany, "Too many wrong passwords came from your address; try again later.") { RetryAfter = wait };
            }

            var right = await Task.Run(() => Hasher.VerifyHashedPassword("", user?.Hash ?? Nobodys, password), ct).ConfigureAwait(false) != PasswordVerificationResult.Failed;
            if (right && user is not null)
            {
                _right.Set(mark!, time.GetUtcNow() + Known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Known });
                return user;
            }

            _limit.Add(address, name);
            log.WrongPassword(OneLine.Of(name), address);
            if (_limit.WaitOf(address, name) is { } next)
            {
                log.TooManyWrong(OneLine.Of(name), address, next);
            }

            return null;
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose()
    {
        _right.Dispose();
        _turns.Dispose();
    }
}
