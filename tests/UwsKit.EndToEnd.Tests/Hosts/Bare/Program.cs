// References no storage and no manager: they come from a plugin folder, by name.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddUws(builder.Configuration.GetSection("Uws"));
var app = builder.Build();
app.MapUws("/uws");
app.Run();
