using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UwsKit;

[assembly: UwsPlugin(PluginKind.Manager, typeof(PluginManager.Plugin))]

namespace PluginManager;

public sealed class Plugin : IUwsPlugin
{
    public void Configure(PluginContext context) => context.Services.AddKeyedSingleton<IManager, ProcessManager>(context.Name);
}

// One process a job, as long as the host lives. After a restart the probe answers Lost and the jobs end in ERROR.
public sealed class ProcessManager(IJobEventSink events, IJobDirectories files) : IManager
{
    private readonly ConcurrentDictionary<(JobId Job, int Attempt), Lazy<Process>> _processes = new();

    public ManagerScope Scope => ManagerScope.Node;

    public ValueTask<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct)
    {
        // The Lazy starts one process, however often and from however many threads this attempt is submitted.
        var process = _processes.GetOrAdd((submission.Job.Id, submission.Attempt), _ => new(() => Start(submission)));
        try { return new(new SubmitOutcome.Accepted($"{process.Value.Id}")); }
        catch (Win32Exception e) { return new(new SubmitOutcome.Refused(e.Message)); }
    }

    public async ValueTask CancelAsync(PlacedJob job, CancellationToken ct) => await Task.Run(() => Find(job)?.Kill(entireProcessTree: true), ct);

    public ValueTask<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
        => new([.. jobs.Select(j => Find(j) is { } process ? Report(process, j.Id, j.Attempt) : new JobEvent(j.Id, BackendState.Lost, j.Attempt))]);

    public async ValueTask ForgetAsync(PlacedJob job, CancellationToken ct) => await Task.FromResult(_processes.TryRemove((job.Id, job.Attempt), out _));

    private Process? Find(PlacedJob job) => _processes.GetValueOrDefault((job.Id, job.Attempt)) is { IsValueCreated: true } started ? started.Value : null;

    private static JobEvent Report(Process process, JobId job, int attempt)
        => !process.HasExited ? new(job, BackendState.Running, attempt)
        : new(job, process.ExitCode == 0 ? BackendState.Finished : BackendState.Failed, attempt) { ExitCode = process.ExitCode };

    private Process Start(JobSubmission submission)
    {
        var (command, output) = (submission.Description.Backend.Command, files.GetDirectory(submission.Job.Id, JobFileArea.Output));
        var values = submission.Job.Parameters.ToLookup(p => p.Name, p => p.Value ?? "", StringComparer.OrdinalIgnoreCase);
        var arguments = command.Skip(1).Select(a => Regex.Replace(a, @"\{([^{}]+)\}", m => values[m.Groups[1].Value].FirstOrDefault(m.Value)));
        var start = new ProcessStartInfo(command[0], arguments) { WorkingDirectory = output };
        start.Environment.Clear();      // the host's secrets are not the job's
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["UWS_OUTPUT_DIR"] = output;
        var process = Process.Start(start)!;
        _ = WatchAsync(process, submission.Job.Id, submission.Attempt);
        return process;
    }

    // Should an event not get through (the storage is away), the next probe says the same.
    private async Task WatchAsync(Process process, JobId job, int attempt)
    {
        await events.PostAsync(new(job, BackendState.Running, attempt), CancellationToken.None);
        await process.WaitForExitAsync();
        await events.PostAsync(Report(process, job, attempt), CancellationToken.None);
    }
}
