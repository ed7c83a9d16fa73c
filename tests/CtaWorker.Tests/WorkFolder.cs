namespace CtaWorker.Tests;

/// <summary>A folder of its own for a test, with the worker run inside the test process.</summary>
internal sealed class WorkFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("cta-worker-").FullName;

    public string Output => Path.Combine(Root, "out");

    public string Text(string result) => File.ReadAllText(Path.Combine(Output, result));

    public byte[] Bytes(string result) => File.ReadAllBytes(Path.Combine(Output, result));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<RunResult> RunAsync(params string[] arguments) => RunAsync(new(), TimeProvider.System, default, arguments);

    public async Task<RunResult> RunAsync(
        Dictionary<string, string> variables, TimeProvider time, CancellationToken cancellationToken, params string[] arguments)
    {
        variables.TryAdd("UWS_OUTPUT_DIR", Output);
        var output = new StringWriter();
        var error = new StringWriter();
        var status = await Worker.RunAsync(arguments, variables, output, error, time, cancellationToken);
        return new RunResult(status, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

internal sealed record RunResult(int Status, string Output, string Error);
