using CtaService;
using UwsKit;

// The two words of this program are taken out first: configuration would read each as a key, and what follows it as its value.
string[] settings = [.. args.Except(["--demo", "--check"])];

// appsettings.json, jobs/ and worker/ lie beside the program; data/ is made in the current directory.
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
