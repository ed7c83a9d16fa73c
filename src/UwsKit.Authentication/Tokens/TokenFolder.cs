using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace UwsKit;

/// <summary>
/// Personal access tokens, each a file named by its id. Looked up anew for each request, so one that was revoked on any node is revoked on all that share the
/// folder. The secret has 256 random bits: a plain SHA-256 keeps it, no slow hash is needed. Thread-safe, also between processes.
/// </summary>
internal sealed class TokenFolder(TokenOptions options, TimeProvider time)
{
    /// <summary>What tokens begin with, for people and for scanners of leaked secrets.</summary>
    public const string Prefix = "uwst_";

    private const int IdLength = 16;

    /// <summary>Makes a token; the text is told once.</summary>
    /// <exception cref="UwsException">The owner has too many.</exception>
    public (PersonalToken Token, string Text) Make(string owner, string? name, IReadOnlyList<string> groups, bool readOnly, TimeSpan? lifetime)
    {
        Directory.CreateDirectory(options.Folder);
        if (ListOf(owner).Count >= options.MaxPerOwner)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"You have {options.MaxPerOwner} tokens, which is the most allowed; revoke one first.");
        }

        var (id, secret, now) = (RandomNumberGenerator.GetHexString(IdLength, lowercase: true), RandomNumberGenerator.GetHexString(64, lowercase: true), time.GetUtcNow());
        var token = new PersonalToken(id, owner, name, groups, readOnly, now, now + (lifetime ?? options.Lifetime), Hash(secret));
        var draft = PathOf(id) + ".new";
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, how))
        {
            JsonSerializer.Serialize(stream, token, TokenJson.Default.PersonalToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, PathOf(id));
        return (token, $"{Prefix}{id}_{secret}");
    }

    /// <summary>The token that a text means; null = there is none, it has expired, or the secret is wrong.</summary>
    public PersonalToken? Find(string text)
        => text.Split('_') is ["uwst", var id, var secret] && Read(id) is { } token && token.Expires > time.GetUtcNow()
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash), Encoding.ASCII.GetBytes(Hash(secret))) ? token : null;

    /// <summary>The living tokens of an owner, newest first; those that have expired are removed on the way.</summary>
    public IReadOnlyList<PersonalToken> ListOf(string owner)
    {
        List<PersonalToken> found = [];
        foreach (var file in Directory.Exists(options.Folder) ? Directory.EnumerateFiles(options.Folder, "*.json") : [])
        {
            if (Read(Path.GetFileNameWithoutExtension(file)) is not { } token)
            {
                continue;
            }

            if (token.Expires <= time.GetUtcNow())
            {
                File.Delete(file);
            }
            else if (token.Owner == owner)
            {
                found.Add(token);
            }
        }

        return [.. found.OrderByDescending(t => t.Created)];
    }

    /// <summary>Revokes a token; false = the owner has none of that id.</summary>
    public bool Revoke(string owner, string id)
    {
        if (Read(id)?.Owner != owner)
        {
            return false;
        }

        File.Delete(PathOf(id));
        return true;
    }

    private PersonalToken? Read(string id)
    {
        // What is no id names no file.
        if (id.Length != IdLength || !id.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id)), TokenJson.Default.PersonalToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UwsException(UwsErrorKind.Unavailable, "Tokens cannot be looked up at present.", e);
        }
    }

    private string PathOf(string id) => Path.Combine(options.Folder, id + ".json");

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
