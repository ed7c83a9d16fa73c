using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>What is mapped, asked of the running service itself: routes, and by OPTIONS the verbs of each.</summary>
internal static class RouteTable
{
    /// <summary>Nothing else is under the prefix.</summary>
    public const string Unknown = "/{**rest}";

    public static async Task<IReadOnlyList<(string Route, string Verb)>> ReadAsync(MatrixService service)
    {
        List<(string, string)> found = [];
        foreach (var route in service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.Trim('/')["uws".Length..].TrimStart('/')).Distinct())
        {
            if (route == Unknown)
            {
                found.Add((route, "GET"));
                continue;
            }

            using var options = await service.SendAsync(new(route, "OPTIONS"), Caller.Owner);
            var verbs = options.Content.Headers.Allow.Except(["HEAD", "OPTIONS"]).ToList();
            verbs.Should().NotBeEmpty(route);
            found.AddRange(verbs.Select(verb => (route, verb)));
        }

        return [.. found.OrderBy(f => f.Item1, StringComparer.Ordinal).ThenBy(f => f.Item2, StringComparer.Ordinal)];
    }
}
