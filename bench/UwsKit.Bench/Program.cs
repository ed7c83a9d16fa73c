using UwsKit.Bench;

if (args is ["--host" or "--bare" or "--flood", var hosted, .. var database])
{
    await HostProcess.RunAsync(args[0], hosted, database);
    return 0;
}

// A host watches its content root for changed settings, with everything below it: the databases lie there, and every write to one would wake the watcher.
Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");

var benchmarks = new Dictionary<string, Func<Plan, Task<IEnumerable<Line>>>>
{
    ["get-job"] = GetJob.RunAsync, ["create"] = CreateJob.RunAsync, ["list"] = ListJobs.RunAsync, ["pages"] = ListPages.RunAsync, ["wait"] = WaitForChange.RunAsync, ["memory"] = Memory.RunAsync,
    ["million"] = Million.RunAsync, ["nodes"] = TwoNodes.RunAsync,
    ["local-jobs"] = LocalJobs.RunAsync, ["flood"] = Flood.RunAsync, ["provenance"] = Provenance.RunAsync,
};
if (!Arguments.TryRead(args, [.. benchmarks.Keys], out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    return 64;
}

var folder = Path.GetFullPath(Path.Combine(arguments.Data, $"bench-{Environment.ProcessId}"));
try
{
    await using var engine = await Engine.StartAsync(arguments.Engine, folder, arguments.Connection);
    List<Line> lines = [];
    foreach (var name in arguments.Names)
    {
        Console.Error.WriteLine($"{name} …");
        lines.AddRange(await benchmarks[name](new(arguments.Quick, folder, engine)));
    }

    Table.Print(lines);
    if (arguments.Json is { } file)
    {
        await Table.SaveAsync(file, lines);
    }

    return 0;
}
finally
{
    if (Directory.Exists(folder))
    {
        Directory.Delete(folder, recursive: true);
    }
}
