using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>Reads the header <c>Authorization</c>.</summary>
internal static class Authorization
{
    /// <summary>The credentials of one scheme; null = there are none of it.</summary>
    public static string? Of(HttpRequest request, string scheme)
        => request.Headers.Authorization is [{ } header] && header.Length > scheme.Length && header[scheme.Length] == ' ' && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? header[scheme.Length..].Trim() : null;
}
