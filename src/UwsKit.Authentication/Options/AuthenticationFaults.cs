namespace UwsKit;

/// <summary>What is wrong with the options, beyond single values.</summary>
internal static class AuthenticationFaults
{
    private static readonly string[] Known = ["ivoa_bearer", "Bearer", "Basic", "ivoa_x509"];

    public static IEnumerable<string> Of(UwsAuthenticationOptions o, string at)
    {
        foreach (var challenge in o.Challenges.Where(c => !Known.Contains(c)))
        {
            yield return $"{at}:Challenges: '{challenge}' is not allowed; allowed: {string.Join(", ", Known)}";
        }

        if (o is { Basic: null, Bearer: null, OpenId: null, Proxy: null, Certificate: null })
        {
            yield return $"{at}: no way in is configured; allowed: Basic, Bearer, OpenId, Proxy, Certificate, and Tokens beside them";
        }

        if (o.Proxy is { } proxy)
        {
            if (proxy.From.Count == 0)
            {
                yield return $"{at}:Proxy:From: the proxy's address is needed; allowed: addresses, networks, or unix";
            }

            if (proxy.UserHeader.Length == 0 || proxy.Separator.Length == 0)
            {
                yield return $"{at}:Proxy: UserHeader and Separator must not be empty";
            }
        }

        if (o.Certificate?.Header is not null && o.Proxy is null)
        {
            yield return $"{at}:Certificate:Header: no proxy is configured that may set it; needed: {at}:Proxy:From";
        }

        foreach (var file in new[] { o.Basic?.UsersFile, o.Certificate?.Authorities }.Where(f => f is { Length: > 0 } && !File.Exists(f)))
        {
            yield return $"{at}: there is no file '{file}'{(file == o.Basic?.UsersFile ? "; make it with --add-user NAME" : "")}";
        }

        // Who may choose his name at one provider must not become the owner of another's jobs.
        (string Way, string Source, string? Prefix)[] sources = [.. new (string, string?, string?)[]
        {
            ("Basic", o.Basic is null ? null : "users", o.Basic?.OwnerPrefix), ("Bearer", o.Bearer?.Authority?.ToString(), o.Bearer?.OwnerPrefix),
            ("OpenId", o.OpenId?.Authority?.ToString(), o.OpenId?.OwnerPrefix), ("Proxy", o.Proxy is null ? null : "proxy", o.Proxy?.OwnerPrefix),
            ("Certificate", o.Certificate is null ? null : "certificate", o.Certificate?.OwnerPrefix),
        }.Where(s => s.Item2 is not null).Select(s => (s.Item1, s.Item2!, s.Item3))];
        foreach (var (way, _, _) in sources.Where(s => s.Prefix is null && sources.Select(x => x.Source).Distinct().Count() > 1))
        {
            yield return $"{at}:{way}:OwnerPrefix: needed, since names come from several sources; allowed: a text before each owner id such as {way.ToLowerInvariant()}:, or \"\" where equal names are the same person";
        }
    }
}
