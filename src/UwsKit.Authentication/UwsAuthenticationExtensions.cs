using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using UwsKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the ways in.</summary>
public static class UwsAuthenticationExtensions
{
    /// <summary>
    /// Adds the ways in that the section <c>Authentication</c> of the host's configuration names; without that section nothing is added. Schemes that the host adds
    /// by <c>AddAuthentication()</c> are asked as well. Faults of the configuration stop the host when it starts.
    /// </summary>
    /// <param name="builder">What <c>AddUws</c> returned.</param>
    /// <exception cref="InvalidOperationException">The builder is another one.</exception>
    public static UwsBuilder AddUwsAuthentication(this UwsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var uws = builder.Services.LastOrDefault(s => s.ServiceType == typeof(UwsConfiguration))?.ImplementationInstance as UwsConfiguration
            ?? throw new InvalidOperationException("AddUwsAuthentication extends what AddUws returned: builder.Services.AddUws(…).AddUwsAuthentication().");
        if (uws.Section?.GetSection("Authentication") is not { } section || !section.Exists())
        {
            // Who asks for a user here is told what is missing, instead of being served.
            builder.Services.AddSingleton<IHostCommand>(s => new AccountCommands(new(), s));
            return builder;
        }

        UwsAuthenticationOptions settings = new();
        UwsHttpOptions http = new();
        List<string> faults = [];
        uws.Collect(() =>
        {
            settings = UwsSettings.Read<UwsAuthenticationOptions>(section);
            faults.AddRange(AuthenticationFaults.Of(settings, section.Path));
        });
        try
        {
            http = UwsSettings.Read<UwsHttpOptions>(uws.Section.GetSection("Http"));
        }
        catch (UwsConfigurationException)
        {
            // Told where the resources are mapped.
        }

        var proxies = new ProxyAddresses(settings.Proxy?.From ?? [], section.Path, faults);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(proxies);
        builder.Services.AddSingleton(new Identities(http, [.. ((string?[])[settings.Basic?.OwnerPrefix, settings.Bearer?.OwnerPrefix, settings.OpenId?.OwnerPrefix, settings.Proxy?.OwnerPrefix, settings.Certificate?.OwnerPrefix])
            .OfType<string>().Where(p => p.Length > 0)]));
        builder.Services.AddTransient<IStartupFilter, ProxyGate>();
        builder.Services.AddSingleton<WaysIn>();
        builder.Services.AddSingleton<ISecurityMethods>(s => s.GetRequiredService<WaysIn>());
        builder.Services.AddSingleton<IResourceSource>(s => s.GetRequiredService<WaysIn>());
        builder.Services.AddSingleton<IResourceSource, LoginResources>();
        builder.Services.AddSingleton<IResourceSource, AccountPage>();
        builder.Services.AddSingleton<ISignIn, SignIn>();
        builder.Services.AddSingleton<IHostCommand, AccountCommands>();
        AddSchemes(builder.Services, settings, section.Path, faults);
        uws.Collect(() => _ = faults.Count > 0 ? throw new UwsConfigurationException(faults) : 0);
        return builder;
    }

    private static void AddSchemes(IServiceCollection services, UwsAuthenticationOptions settings, string at, List<string> faults)
    {
        var schemes = services.AddAuthentication(Schemes.Any).AddScheme<AuthenticationSchemeOptions, AnyWayHandler>(Schemes.Any, null);
        if (settings.Basic is { } basic)
        {
            services.AddSingleton(basic);
            services.AddSingleton(s => new UsersFile(basic.UsersFile, s.GetRequiredService<TimeProvider>(), LogOf(s)));
            services.AddSingleton(s => new Passwords(s.GetRequiredService<UsersFile>(), basic, s.GetRequiredService<TimeProvider>(), LogOf(s)));
            services.AddSingleton<LoginTokens>();
            schemes.AddScheme<AuthenticationSchemeOptions, BasicHandler>(Schemes.Basic, null);
            schemes.AddScheme<AuthenticationSchemeOptions, LoginHandler>(Schemes.Login, null);
        }

        if (settings.Tokens is { } tokens)
        {
            services.AddSingleton(tokens);
            services.AddSingleton<TokenFolder>();
            services.AddSingleton<TokenResources>();
            services.AddSingleton<IResourceSource>(s => s.GetRequiredService<TokenResources>());
            schemes.AddScheme<AuthenticationSchemeOptions, TokenHandler>(Schemes.Token, null);
        }

        if (settings.Bearer is { Authority: not null } bearer)
        {
            BearerSetup.Add(schemes, bearer);
        }

        if (settings.OpenId is { Authority: not null } openId)
        {
            OpenIdSetup.Add(schemes, openId);
        }

        if (settings.Proxy is not null)
        {
            schemes.AddScheme<AuthenticationSchemeOptions, ProxyHandler>(Schemes.Proxy, null);
        }

        if (settings.Certificate is { } certificate)
        {
            AddCertificates(services, schemes, certificate, at, faults);
        }

        if (settings.KeysFolder is { Length: > 0 } folder)
        {
            services.AddDataProtection().SetApplicationName("uws").PersistKeysToFileSystem(new(folder));
        }
    }

    private static void AddCertificates(IServiceCollection services, AuthenticationBuilder schemes, CertificateOptions certificate, string at, List<string> faults)
    {
        try
        {
            _ = File.Exists(certificate.Authorities) ? Authorities.Read(certificate.Authorities) : null;
        }
        catch (CryptographicException e)
        {
            faults.Add($"{at}:Certificate:Authorities: '{certificate.Authorities}' cannot be read as PEM: {e.Message}");
        }

        services.AddSingleton(certificate);
        services.AddSingleton<Authorities>();
        schemes.AddScheme<AuthenticationSchemeOptions, CertificateHandler>(Schemes.Certificate, null);
        if (certificate.Header is null)
        {
            // Taken at the door, whoever made it; the handler judges.
            services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        }
    }

    private static ILogger LogOf(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>().CreateLogger("UwsKit.Authentication");
}
