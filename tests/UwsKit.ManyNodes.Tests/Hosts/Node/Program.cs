// A server node: storage, files, managers and job lists are said in its configuration.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddUws(builder.Configuration.GetSection("Uws"));
builder.Services.AddHealthChecks().AddUws();
var app = builder.Build();
app.MapUws("/uws");
app.MapHealthChecks("/health");
return await app.RunUwsAsync(args);
