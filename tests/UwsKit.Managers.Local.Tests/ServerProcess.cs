using System.Diagnostics;

namespace UwsKit.Managers.Local.Tests;

/// <summary>A server in a process of its own, so that it can be killed for real.</summary>
public static class ServerProcess
{
    private const string UserVariable = "UWS_TEST_USER";

    /// <summary>Submits jobs (id, shell text, …) with an execution duration in seconds (0 = none), says so, and waits to be killed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var host = new TestHost(args[0], o => o.User = Environment.GetEnvironmentVariable(UserVariable));
        var duration = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 2; i < args.Length; i += 2)
        {
            var job = TestHost.NewJob(JobId.Parse(args[i])) with { ExecutionDuration = duration == 0 ? null : TimeSpan.FromSeconds(duration) };
            (await host.Manager.SubmitAsync(TestHost.Shell(job, args[i + 1]), default)).Should().BeOfType<SubmitOutcome.Accepted>();
            await host.Sink.WaitAsync(job.Id, e => e.State != BackendState.Queued);
        }

        Console.WriteLine("submitted");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }

    /// <summary>Starts a server, waits until its jobs run, and kills it as an operator or the kernel would.</summary>
    public static Task StartAndKillAsync(string folder, TimeSpan duration, params (JobId Id, string Script)[] jobs)
        => StartAndKillAsync(folder, null, duration, jobs);

    /// <summary>Does so with jobs that run under another account.</summary>
    public static async Task StartAndKillAsync(string folder, string? user, TimeSpan duration, params (JobId Id, string Script)[] jobs)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] words = [typeof(ServerProcess).Assembly.Location, "uws-server", folder, $"{(int)duration.TotalSeconds}", .. jobs.SelectMany(j => new[] { j.Id.Value, j.Script })];
        foreach (var word in words)
        {
            info.ArgumentList.Add(word);
        }

        info.Environment[UserVariable] = user;
        using var server = Process.Start(info)!;
        var line = await server.StandardOutput.ReadLineAsync().WaitAsync(TestHost.Patience);
        if (line != "submitted")
        {
            Assert.Fail(line + await server.StandardOutput.ReadToEndAsync() + await server.StandardError.ReadToEndAsync());
        }

        server.Kill(entireProcessTree: false);
        await server.WaitForExitAsync().WaitAsync(TestHost.Patience);
    }
}
