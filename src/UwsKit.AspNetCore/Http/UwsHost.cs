using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>The services that the resources need, resolved once, when the host has started. Thread-safe.</summary>
internal sealed class UwsHost(IServiceProvider services, UwsOptions options, UwsHttpOptions http, UwsPagesOptions pages, HostAddress address)
{
    public IServiceProvider Services { get; } = services;
    public UwsOptions Options { get; } = options;
    public UwsHttpOptions Http { get; } = http;
    public Pages Pages { get; } = new(pages, options, services);
    public HostAddress Address { get; } = address;
    public JobLists Lists { get; } = services.GetRequiredService<JobLists>();
    public JobDescriptions Descriptions { get; } = services.GetRequiredService<JobDescriptions>();
    public JobService Jobs { get; } = services.GetRequiredService<JobService>();
    public ProvenanceKeeper Provenance { get; } = services.GetRequiredService<ProvenanceKeeper>();
    public ProvenanceDrawing Drawing { get; } = services.GetRequiredService<ProvenanceDrawing>();
    public JobReproduction Reproduction { get; } = services.GetRequiredService<JobReproduction>();
    public IFileStorage Files { get; } = services.GetRequiredService<IFileStorage>();
    public TimeProvider Time { get; } = services.GetRequiredService<TimeProvider>();
    public ILogger Log { get; } = services.GetRequiredService<ILoggerFactory>().CreateLogger("UwsKit.Http");
    public IAuthenticationSchemeProvider? Schemes { get; } = services.GetService<IAuthenticationSchemeProvider>();
    public ISecurityMethods? SecurityMethods { get; } = services.GetService<ISecurityMethods>();
    public ShareLinks ShareLinks { get; } = new(options.EventKeys, services.GetRequiredService<TimeProvider>());
    public JobAccess Access { get; } = new(
        http, new(options.EventKeys, services.GetRequiredService<TimeProvider>()), services.GetService<IAuthenticationSchemeProvider>());
    public Cors? Cors { get; } = http.AllowedOrigins.Count == 0 ? null : new(http.AllowedOrigins, services.GetRequiredService<ILoggerFactory>());
    public IList<string> TrustedOrigins { get; } = [.. http.TrustedOrigins, .. http.AllowedOrigins];
    public AuditTrail Audit { get; } = services.GetRequiredService<AuditTrail>();
    public RequestRate Rate { get; } = new(options.Limits.RequestsPerMinute);
    public RequestReader Reader { get; } = new(options.Limits);
    public ServiceProbe Probe { get; } = new(services);
    public UwsXmlWriter Xml { get; } = new(options.Limits.MaxInlineCharacters, options.ShowSuspendedAndHeld);
    public UwsJsonWriter Json { get; } = new(new(showSuspendedAndHeld: options.ShowSuspendedAndHeld), options.Limits.MaxInlineCharacters);
    public DateTimeOffset StartedAt { get; } = services.GetRequiredService<TimeProvider>().Now();
}
