using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Tokens that are given for a password: name and end, signed under the host's event keys together with the user's hash, so that a new password or the
/// user's removal ends them at once. Stateless, the same on all nodes that share keys and users. Thread-safe.
/// </summary>
internal sealed class LoginTokens(UsersFile users, BasicOptions options, IOptions<UwsOptions> host, TimeProvider time)
{
    public const string Prefix = "uwsl_";

    private readonly byte[][] _keys = host.Value.EventKeys.Count == 0 ? [RandomNumberGenerator.GetBytes(32)] : [.. host.Value.EventKeys.Select(Encoding.UTF8.GetBytes)];

    public string Make(User user)
    {
        var end = (time.GetUtcNow() + options.LoginLifetime).ToUnixTimeSeconds();
        return Make(_keys[0], user, end);
    }

    /// <summary>The user whom a token means; null = it is not good.</summary>
    public User? Find(string token)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal) || token[Prefix.Length..].Split('.') is not [var endText, var nameText, _]
            || !long.TryParse(endText, NumberStyles.None, CultureInfo.InvariantCulture, out var end) || end <= time.GetUtcNow().ToUnixTimeSeconds()
            || !Base64Url.IsValid(nameText) || users.Find(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(nameText))) is not { } user)
        {
            return null;
        }

        // The whole text: base64 may be written in several ways, of which one was given out.
        var good = false;
        foreach (var key in _keys)
        {
            good |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Make(key, user, end)));
        }

        return good ? user : null;
    }

    private static string Make(byte[] key, User user, long end)
    {
        var name = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(user.Name));
        var mark = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"login/{end}/{user.Hash}/{user.Name}")));
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{end}.{name}.{Base64Url.EncodeToString(mark)}");
    }
}
