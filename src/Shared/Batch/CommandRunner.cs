using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace UwsKit.Batch;

/// <summary>
/// Runs the client commands of a batch system: an argument vector, never a shell; an environment with nothing of the server's own in it; each with
/// a time after which it is killed. Over ssh where a transport is given. Thread-safe.
/// </summary>
/// <param name="environment">The whole environment of the commands.</param>
/// <param name="timeout">For each command.</param>
/// <param name="transport">Null = on this machine.</param>
internal sealed class CommandRunner(IReadOnlyDictionary<string, string> environment, TimeSpan timeout, SshTransport? transport = null) : IDisposable
{
    /// <summary>Characters of an answer. A longer one is refused whole: half a list of jobs would make the rest of them look lost.</summary>
    public const int MaxOutput = 64 * 1024 * 1024;
    // A site's own limit on processes, and politeness towards the controller.
    private readonly SemaphoreSlim _slots = new(8, 8);

    /// <summary>On this machine, or where the options say by ssh.</summary>
    public static CommandRunner Of(IBatchOptions options, IReadOnlyDictionary<string, string> more) => new(
        new Dictionary<string, string>(more) { ["PATH"] = options.CommandPath, ["LANG"] = "C.UTF-8", ["TZ"] = "UTC0" }, options.CommandTimeout,
        options.Host is { } host
            // ssh does not ask whose socket it is: in a folder that others can write, one of theirs would get all commands and answer them.
            ? new(host, options.Port, options.User, options.KeyFile!, options.KnownHosts!, Path.Combine(Directory.CreateTempSubdirectory("uws-mux-").FullName, "%C")) : null);

    /// <exception cref="UwsException">The command cannot be started.</exception>
    public async Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        await _slots.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await RunOneAsync(program, arguments, ct).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        if (transport is not null)
        {
            UnixFiles.DeleteFolder(Path.GetDirectoryName(transport.ControlPath)!);
        }
    }

    private async Task<CommandResult> RunOneAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = Start(program, arguments);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout);
        var output = ReadAsync(process.StandardOutput, patience.Token);
        var error = ReadAsync(process.StandardError, patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return await output.ConfigureAwait(false) is { } text ? new(process.ExitCode, text, await error.ConfigureAwait(false) ?? "")
                : new(null, "", $"{program} answered with more than {MaxOutput} characters");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return new(null, "", $"{program} gave no answer within {UwsDuration.Format(timeout)}");
        }
    }

    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var (file, words) = transport?.Wrap(program, arguments, environment) ?? (Find(program), arguments);
        var info = new ProcessStartInfo(file, words)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        info.Environment.Clear();
        foreach (var (name, value) in transport is null ? environment : SshTransport.Environment)
        {
            info.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(info) ?? throw new Win32Exception("no process was started");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"'{file}' cannot be started: {e.Message}", e);
        }
    }

    private string Find(string program)
        => ProgramFile.FindInPath(program, environment["PATH"])
            ?? throw new UwsException(UwsErrorKind.Unavailable, $"the command '{program}' is not in {environment["PATH"]}");

    /// <summary>Null = too long.</summary>
    private static async Task<string?> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        long read = 0;
        while (await reader.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var count)
        {
            read += count;
            if (read <= MaxOutput)
            {
                text.Append(buffer, 0, count);
            }
        }

        return read <= MaxOutput ? text.ToString() : null;
    }
}
