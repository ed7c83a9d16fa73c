namespace UwsKit.EndToEnd;

/// <summary>pyvo, wrapped around the URL of a job and of a job list.</summary>
public sealed class PyvoTests(CtaHost shared) : IDisposable
{
    private readonly UwsClient _list = shared.Host.List("async");

    public void Dispose() => shared.Host.ShowLog();

    [Theory, Rule(25, 27, 80, 82, 84, 105, 106, 107, 122, 144, 145, 156, 166, 171, 172, 186, 195, 206)]
    [InlineData("run")]
    [InlineData("abort")]
    [InlineData("properties")]
    [InlineData("error")]
    [InlineData("upload")]
    public Task Pyvo_drives_a_job(string @case) => RunAsync("asynctapjob.py", _list.Url, @case);

    [Fact, Rule(5, 62, 63, 66, 68, 70, 71, 72)]
    public Task Pyvo_lists_jobs_by_phase_time_and_number() => RunAsync("joblist.py", _list.Url);

    private static async Task RunAsync(string script, params string[] arguments)
    {
        await Tool.NeedModuleAsync("pyvo", "python3-pyvo");
        // -W ignore: pyvo warns of its own parser.
        var run = await Tool.RunAsync("/usr/bin/python3", ["-W", "ignore", Places.Beside($"Clients/{script}"), .. arguments]);
        run.Output.Should().EndWith("fine\n", run.All);
        run.Status.Should().Be(0, run.All);
    }
}
