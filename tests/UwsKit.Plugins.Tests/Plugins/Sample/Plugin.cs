using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using UwsKit;

[assembly: UwsPlugin(PluginKind.Storage, typeof(Sample.Plugin))]
[assembly: UwsPlugin(PluginKind.Files, typeof(Sample.Plugin))]

namespace Sample;

/// <summary>Shows through types that the host knows what it sees from inside its load context.</summary>
public sealed class Plugin : IUwsPlugin
{
    public void Configure(PluginContext context)
    {
        var settings = context.ReadSettings<SampleOptions>();
        context.Services.AddOptions<SampleOptions>().Configure(o => o.Word = settings.Word);
        context.Services.AddKeyedSingleton<Func<string>>("shared", (services, _) => () =>
        {
            services.GetRequiredService<ILogger<Plugin>>().LogInformation("said {Word}", settings.Word);
            return services.GetRequiredService<IOptions<SampleOptions>>().Value.Word;
        });
        context.Services.AddKeyedSingleton<Func<string>>("library", (_, _) => UseLibrary);
        context.Services.AddKeyedSingleton<Func<string>>("native", (_, _) => () => "" + Answer());
        context.Services.AddKeyedSingleton<Func<string>>("own fault", (_, _) => () => File.ReadAllText("/nowhere/data.txt"));
        context.Services.AddKeyedSingleton<Func<string>>("own reflection", (_, _) => () => "" + Activator.CreateInstance(typeof(Uri)));
        context.Services.AddHostedService<Starter>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string UseLibrary() => Library.Greeting.Text;

    [DllImport("uwssample")]
    private static extern int Answer();

    private sealed class Starter : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}

public sealed class SampleOptions
{
    public string Word { get; set; } = "";
}
