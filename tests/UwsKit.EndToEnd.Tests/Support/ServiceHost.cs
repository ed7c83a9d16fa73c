using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace UwsKit.EndToEnd;

/// <summary>A host program as a process of its own, on a free port of the loopback device, with its data in a <see cref="TestFolder"/>.</summary>
internal sealed partial class ServiceHost : IAsyncDisposable
{
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private int _shown;

    private ServiceHost(string program, TestFolder folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // By this the reaper finds it.
        start.Environment["UWSKIT_TEST_FOLDER"] = folder.Path;
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _started.TrySetException(new InvalidOperationException("The host ended before it had started."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The parent of all job lists, without a slash at its end.</summary>
    public string Root { get; private set; } = "";

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a host and waits until it answers.</summary>
    public static async Task<ServiceHost> StartAsync(string program, TestFolder folder, params IEnumerable<string> arguments)
    {
        var host = new ServiceHost(program, folder, arguments);
        try
        {
            host.Root = await host._started.Task.WaitAsync(Patience.Limit);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a host that is not expected to stay.</summary>
    public static async Task<(int Status, string Output)> RunAsync(string program, TestFolder folder, params IEnumerable<string> arguments)
    {
        await using var host = new ServiceHost(program, folder, arguments);
        await host._process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return (host._process.ExitCode, host.Log);
    }

    public UwsClient List(string name) => new($"{Root}/{name}");

    /// <summary>kill -9 of the host alone: its jobs' processes live on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
    }

    /// <summary>SIGTERM, as systemd sends it.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> StopAsync()
    {
        Signals.Send(Id, Signals.Term);
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return _process.ExitCode;
    }

    /// <summary>Writes what was logged since the last call to the test's output, which is shown when it fails.</summary>
    public void ShowLog()
    {
        var log = Log;
        TestContext.Current.TestOutputHelper?.WriteLine($"--- log of {Root} (process {Id})\n{log[_shown..]}");
        _shown = log.Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await KillAsync();
        }

        ShowLog();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        // Logged for each list once the host listens.
        if (ListUrl().Match(line) is { Success: true } match)
        {
            _started.TrySetResult(match.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"^\s+Job list \S+ is at (http\S+)/[^/]+$")]
    private static partial Regex ListUrl();
}
