using CtaService;

// appsettings.json, jobs/ and worker/ lie beside the program; data/ is made in the current directory.
// The words of our own are taken out: the configuration would take what follows them for their values.
string[] settings = [.. Copying.Without(args).Where(a => a is not ("--demo" or "--check"))];
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
if (Gammapy.IsInstalled())
{
    builder.Configuration.AddInMemoryCollection(Gammapy.JobList);
}

builder.Configuration.AddUwsSecrets();
builder.Services.AddUws(builder.Configuration.GetSection("Uws")).AddUwsAuthentication();
if (args.Contains("--demo"))
{
    builder.Services.AddHostedService<Demo>();
}

var app = builder.Build();
app.MapUws("/uws");
// People who type the host alone are led to the home page, also behind a proxy that adds a path.
app.MapGet("/", http =>
{
    (http.Response.StatusCode, http.Response.Headers.Location) = (StatusCodes.Status302Found, "uws");
    return Task.CompletedTask;
}).AllowAnonymous();
return await app.RunUwsAsync(args, Copying.Of(args) is { } copying ? copying.RunAsync : null, usage: """
      --demo                              serve, and run a job of the sample to show it
      --export FILE                       write all job records to a file
      --import FILE                       read job records from a file
    """);
