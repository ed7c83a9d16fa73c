using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>What the documents tell about, as the service is at this moment.</summary>
internal static class ServiceLook
{
    /// <summary>The service as this caller sees it.</summary>
    /// <exception cref="UwsException">The client's Host header makes no URL.</exception>
    public static async ValueTask<ServiceInterface> TakeAsync(UwsCall call) => new(call.RootUrl.OriginalString, [.. call.Host.Lists.All])
    {
        Title = call.Host.Options.Registry?.Title ?? "UWS service",
        Security = call.Host.SecurityMethods is { } ways ? [.. ways.StandardIds.Select(MethodOf)] : await MethodsAsync(call.Host.Schemes).ConfigureAwait(false),
        NeedsCredentials = await NeedsCredentialsAsync(call).ConfigureAwait(false),
        CountsRequests = call.Host.Options.Limits.RequestsPerMinute is not null,
        HasRecord = call.Host.Options.Registry is not null,
        Page = call.Host.Pages.Options.Enabled ? list => $"{call.RootUrl.OriginalString.TrimEnd('/')}/{list.Name}" : null,
    };

    /// <summary>When the documents changed last.</summary>
    public static DateTimeOffset ChangedAt(UwsCall call) => call.Host.Lists.ChangedAt ?? call.Host.StartedAt;

    // A convention of the whole group stands on open resources too; without one the host's fallback holds.
    private static async ValueTask<bool> NeedsCredentialsAsync(UwsCall call)
        => call.Http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null
            || (call.Host.Services.GetService<IAuthorizationPolicyProvider>() is { } policies && await policies.GetFallbackPolicyAsync().ConfigureAwait(false) is not null);

    private static async ValueTask<IReadOnlyList<SecurityMethod>> MethodsAsync(IAuthenticationSchemeProvider? schemes)
        => schemes is null ? [] : [.. (await schemes.GetAllSchemesAsync().ConfigureAwait(false)).Select(s => new SecurityMethod(Word(s.Name), KindOf(s.HandlerType)))];

    private static SecurityMethod MethodOf(string standardId)
    {
        var name = standardId[(standardId.IndexOf('#', StringComparison.Ordinal) + 1)..];
        return new(name, name switch
        {
            "BasicAA" => SecurityKind.Basic,
            "tls-with-password" or "OAuth" => SecurityKind.Bearer,
            "OpenID" => SecurityKind.Cookie,
            "tls-with-certificate" => SecurityKind.Certificate,
            _ => SecurityKind.Other,
        }) { StandardId = standardId };
    }

    // The framework tells no more of a scheme than its handler.
    private static SecurityKind KindOf(Type? handler)
    {
        for (; handler is not null; handler = handler.BaseType)
        {
            foreach (var kind in Enum.GetValues<SecurityKind>())
            {
                if (handler.Name.Contains(kind.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    return kind;
                }
            }
        }

        return SecurityKind.Other;
    }

    private static string Word(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
}
