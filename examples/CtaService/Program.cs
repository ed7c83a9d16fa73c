using CtaService;
using UwsKit;

// appsettings.json, jobs/ and worker/ lie beside the program; data/ is made in the current directory.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
if (Gammapy.IsInstalled())
{
    builder.Configuration.AddInMemoryCollection(Gammapy.JobList);
}

builder.Services.AddUws(builder.Configuration.GetSection("Uws"));
if (args.Contains("--demo"))
{
    builder.Services.AddHostedService<Demo>();
}

try
{
    var app = builder.Build();
    app.MapUws("/uws");
    if (args.Contains("--check"))
    {
        await app.Services.GetRequiredService<UwsChecks>().RunAsync(CancellationToken.None);
        Console.WriteLine("The configuration is sound.");
        return 0;
    }

    await app.RunAsync();
    return 0;
}
catch (UwsConfigurationException e)
{
    Console.Error.WriteLine(e.Message);
    return 78;
}
