using UwsKit;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddUws(builder.Configuration.GetSection("Uws"))
    .UseSqlite("data/hello/jobs.db").UseFiles("data/hello/files").AddLocalManager("local")
    .AddJobList(new JobDescription
    {
        Name = "echo",
        Parameters = [new("text", ParameterType.Text) { Required = true }],
        Results = [new("out", "text/plain")],
        Backend = new() { Command = ["/bin/sh", "-c", "sleep 2; printf '%s\\n' \"$UWS_PARAM_text\" > \"$UWS_OUTPUT_DIR/out\""] },
    }, manager: "local");

var app = builder.Build();
app.MapUws("/uws");
return await app.RunUwsAsync(args);
