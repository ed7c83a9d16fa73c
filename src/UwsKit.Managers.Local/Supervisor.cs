using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace UwsKit.Managers.Local;

/// <summary>Installs the supervisor script below the root and starts it; the work then needs the server no more.</summary>
internal sealed class Supervisor
{
    private const string Fallback = "/usr/local/bin:/usr/bin:/bin";

    private readonly string _script;
    private readonly string _setsid;
    private readonly string _toolPath;
    private readonly IReadOnlyList<string> _prefix;
    private readonly string _grace;

    public Supervisor(string root, LocalManagerOptions options)
    {
        _toolPath = System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? $"{path}:{Fallback}" : Fallback;
        _setsid = Tool("setsid");
        // Further limits (prlimit, another account) are more words here.
        _prefix = [.. DefaultSignals(), .. options.Nice is { } nice ? [Tool("nice"), "-n", nice.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()];
        _grace = ((long)(options.Grace.TotalMilliseconds / 10)).ToString(CultureInfo.InvariantCulture);

        var script = Resource("supervisor.sh");
        var progress = Resource("uws-progress");
        // A shell reads its script as it goes: another version must not replace one that runs, so each has a folder of its own.
        var version = Convert.ToHexStringLower(SHA256.HashData([.. script, .. progress]))[..12];
        Programs = Path.Combine(root, ".supervisor", version);
        _script = Path.Combine(Programs, "supervisor.sh");
        Install(Programs, [("supervisor.sh", script), ("uws-progress", progress)]);
        WorkPath = $"{Programs}:{options.Path ?? _toolPath}";
    }

    /// <summary>The folder that holds <c>uws-progress</c>.</summary>
    public string Programs { get; }

    /// <summary>PATH of the work.</summary>
    public string WorkPath { get; }

    /// <summary>Starts the supervisor of one attempt in a session of its own.</summary>
    /// <exception cref="RefusedException">Arguments and environment are too large together.</exception>
    /// <exception cref="Win32Exception">The machine cannot start a process now.</exception>
    public Process Start(JobFolder folder, int attempt, string logs, CommandLine command, Dictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(_setsid) { UseShellExecute = false, WorkingDirectory = folder.Work };
        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        info.Environment["PATH"] = _toolPath;
        string[] words =
        [
            "/bin/sh", _script, folder.Path, attempt.ToString(CultureInfo.InvariantCulture), folder.Id.Value, _grace, logs, environment["PATH"], _setsid,
            .. _prefix, .. command.Words,
        ];
        foreach (var word in words)
        {
            info.ArgumentList.Add(word);
        }

        try
        {
            return Process.Start(info) ?? throw new Win32Exception("no process was started");
        }
        catch (Win32Exception e) when (e.NativeErrorCode == Native.E2Big)
        {
            throw new RefusedException($"the arguments are too long together; allowed: {Native.ArgumentSpace} bytes with the environment");
        }
    }

    /// <summary>
    /// A shell starts what runs in the background with SIGINT and SIGQUIT ignored, and whoever started the server may have ignored SIGPIPE; programs
    /// inherit that (<c>timeout -s INT</c> would not work any more). Older coreutils cannot undo it: there it stays.
    /// </summary>
    private string[] DefaultSignals()
    {
        if (ProgramFile.FindInPath("env", _toolPath) is not { } env)
        {
            return [];
        }

        string[] words = [env, "--default-signal=HUP,INT,QUIT,PIPE"];
        using var trial = Process.Start(new ProcessStartInfo(env, [words[1], "true"]) { RedirectStandardError = true });
        trial!.StandardError.ReadToEnd();
        trial.WaitForExit();
        return trial.ExitCode == 0 ? words : [];
    }

    private string Tool(string name)
        => ProgramFile.FindInPath(name, _toolPath) ?? throw new UwsConfigurationException($"The local manager needs the program '{name}' (util-linux or coreutils), which is not in PATH.");

    private static byte[] Resource(string name)
    {
        using var stream = typeof(Supervisor).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void Install(string folder, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        UnixFiles.MakeFolder(folder);
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                UnixFiles.Write(path, content, UnixFiles.Executable);
            }
        }
    }
}
