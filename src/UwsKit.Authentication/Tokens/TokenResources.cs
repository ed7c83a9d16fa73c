using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary><c>{prefix}/tokens</c>: a user's own tokens. GET lists, POST (<c>NAME</c>, <c>LIFETIME</c>, <c>SCOPE</c>=read or write) makes one, DELETE below revokes.</summary>
internal sealed class TokenResources(TokenFolder tokens, TokenOptions options, Identities identities) : IResourceSource
{
    private const long MaxBody = 16 * 1024;
    private const int LongestName = 100;

    public void Map(ResourceMap map, string prefix)
    {
        map.MapRoot("/tokens", new(get: GetAsync, post: PostAsync));
        map.MapRoot("/tokens/{token}", new(delete: DeleteAsync));
    }

    private Task GetAsync(UwsCall call) => Answer.BytesAsync(call.Http, Negotiation.Json, Json(w =>
    {
        w.WriteStartArray();
        foreach (var token in tokens.ListOf(Owner(call)))
        {
            Write(w, token, null);
        }

        w.WriteEndArray();
    }));

    /// <summary>The caller's living tokens, newest first.</summary>
    public IReadOnlyList<PersonalToken> ListOf(UwsCall call) => tokens.ListOf(Owner(call));

    private async Task PostAsync(UwsCall call)
    {
        Owner(call);
        var (token, secret) = Make(call, await LoginResources.FieldsAsync(call, MaxBody).ConfigureAwait(false));
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = $"{call.Root}/tokens/{token.Id}";
        await Answer.BytesAsync(call.Http, Negotiation.Json, Json(w => Write(w, token, secret))).ConfigureAwait(false);
    }

    /// <summary>Makes a token as NAME, LIFETIME and SCOPE say.</summary>
    /// <exception cref="UwsException">A field is wrong, or the caller may make none.</exception>
    public (PersonalToken Token, string Secret) Make(UwsCall call, IReadOnlyDictionary<string, string?> fields)
    {
        var owner = Owner(call);
        var scope = fields.GetValueOrDefault("SCOPE") ?? "write";
        if (scope is not ("read" or "write"))
        {
            throw ControlParameters.Bad("SCOPE", scope, "read or write");
        }

        TimeSpan? lifetime = null;
        if (fields.GetValueOrDefault("LIFETIME") is { } text)
        {
            lifetime = UwsDuration.TryParse(text, out var wished) && wished > TimeSpan.Zero && wished <= options.MaxLifetime ? wished
                : throw ControlParameters.Bad("LIFETIME", text, $"at most {UwsDuration.Format(options.MaxLifetime)}, such as 30d");
        }

        var name = fields.GetValueOrDefault("NAME");
        if (name is not null && (name.Length > LongestName || name.Any(char.IsControl)))
        {
            throw ControlParameters.Bad("NAME", name, $"at most {LongestName} characters");
        }

        var made = tokens.Make(owner, name, identities.GroupsOf(call.User), scope == "read", lifetime);
        call.Did = $"token {made.Token.Id}";
        return made;
    }

    private async Task DeleteAsync(UwsCall call)
    {
        Revoke(call, call.Segment("token"));
        await Answer.SeeOtherAsync(call.Http, $"{call.Root}/tokens").ConfigureAwait(false);
    }

    /// <summary>Revokes a token of the caller's.</summary>
    /// <exception cref="UwsException">He has none of that id.</exception>
    public void Revoke(UwsCall call, string id)
    {
        if (!tokens.Revoke(Owner(call), id))
        {
            throw new UwsException(UwsErrorKind.NotFound, $"You have no token '{OneLine.Of(id)}'.");
        }

        call.Did = $"token {id}";
    }

    /// <summary>Whether the caller is known by a personal token.</summary>
    public static bool IsToken(UwsCall call) => call.User.Identity?.AuthenticationType is "Token" or Schemes.Token;

    // A token that leaked must not make others that live longer.
    private static string Owner(UwsCall call) => IsToken(call)
        ? throw new UwsException(UwsErrorKind.Forbidden, "Tokens are managed by their owner himself, not by a token.")
        : call.Host.Access.OwnerOf(call.User) ?? throw new UwsException(UwsErrorKind.Unauthorized, "Tokens belong to authenticated users: send credentials.");

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var w = new Utf8JsonWriter(buffer))
        {
            write(w);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter w, PersonalToken token, string? secret)
    {
        w.WriteStartObject();
        w.WriteString("id", token.Id);
        if (token.Name is { } name)
        {
            w.WriteString("name", name);
        }

        w.WriteString("scope", token.ReadOnly ? "read" : "write");
        w.WriteString("created", UwsTime.Format(token.Created));
        w.WriteString("expires", UwsTime.Format(token.Expires));
        if (secret is not null)
        {
            w.WriteString("token", secret);
        }

        w.WriteEndObject();
    }
}
