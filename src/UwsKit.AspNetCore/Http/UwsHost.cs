using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>The services that the resources need, resolved once when they are mapped. Thread-safe.</summary>
internal sealed class UwsHost
{
    public UwsHost(IServiceProvider services)
    {
        Services = services;
        Options = services.GetRequiredService<IOptions<UwsOptions>>().Value;
        Lists = services.GetRequiredService<JobLists>();
        Jobs = services.GetRequiredService<JobService>();
        Files = services.GetRequiredService<IFileStorage>();
        Time = services.GetRequiredService<TimeProvider>();
        Log = services.GetRequiredService<ILoggerFactory>().CreateLogger("UwsKit.Http");
        Lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        Schemes = services.GetService<IAuthenticationSchemeProvider>();
        Access = new JobAccess(services.GetRequiredService<IOptions<UwsHttpOptions>>().Value, Schemes);
        Reader = new RequestReader(Options.Limits);
        Address = new PublicAddress(Options, services.GetRequiredService<ILoggerFactory>());
        Probe = new ServiceProbe(services);
        Xml = new UwsXmlWriter(Options.Limits.MaxInlineCharacters, Options.ShowSuspendedAndHeld);
        StartedAt = Time.Now();
    }

    public IServiceProvider Services { get; }
    public UwsOptions Options { get; }
    public JobLists Lists { get; }
    public JobService Jobs { get; }
    public IFileStorage Files { get; }
    public TimeProvider Time { get; }
    public ILogger Log { get; }
    public IHostApplicationLifetime Lifetime { get; }
    public IAuthenticationSchemeProvider? Schemes { get; }
    public JobAccess Access { get; }
    public RequestReader Reader { get; }
    public PublicAddress Address { get; }
    public ServiceProbe Probe { get; }
    public UwsXmlWriter Xml { get; }
    public DateTimeOffset StartedAt { get; }
}
