using System.Net.Sockets;
using CtaService;
using UwsKit;

// appsettings.json, jobs/ and worker/ lie beside the program; data/ is made in the current directory.
// The words of our own are taken out: the configuration would take what follows them for their values.
string[] settings = [.. Copying.Without(args).Where(a => a is not ("--demo" or "--check"))];
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
if (Gammapy.IsInstalled())
{
    builder.Configuration.AddInMemoryCollection(Gammapy.JobList);
}

builder.Services.AddUws(builder.Configuration.GetSection("Uws"));
if (args.Contains("--demo"))
{
    builder.Services.AddHostedService<Demo>();
}

await using var app = builder.Build();
try
{
    app.MapUws("/uws");
    if (args.Contains("--check"))
    {
        await app.Services.GetRequiredService<UwsChecks>().RunAsync(CancellationToken.None);
        Console.WriteLine("The configuration is sound.");
        return 0;
    }

    if (Copying.Of(args) is { } copying)
    {
        return await copying.RunAsync(app.Services);
    }

    await app.StartAsync();
}
catch (UwsConfigurationException e)
{
    Console.Error.WriteLine(e.Message);
    return 78; // EX_CONFIG
}
catch (Exception e) when (e is IOException or SocketException or FormatException)
{
    // The port is taken, or the address is none. What has started by now is stopped in order.
    await app.StopAsync();
    Console.Error.WriteLine($"The service cannot listen: {e.Message}");
    return 69; // EX_UNAVAILABLE
}

await app.WaitForShutdownAsync();
return 0;
