using System.Text.Json.Serialization;

namespace UwsKit;

/// <summary>A personal access token as it is kept: the hash of its secret, never the secret.</summary>
internal sealed record PersonalToken(
    string Id, string Owner, string? Name, IReadOnlyList<string> Groups, bool ReadOnly, DateTimeOffset Created, DateTimeOffset Expires, string Hash);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PersonalToken))]
internal sealed partial class TokenJson : JsonSerializerContext;
