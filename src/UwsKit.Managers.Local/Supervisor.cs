using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Managers.Local;

/// <summary>Installs the scripts below the root and starts them: a supervisor for each job at a time, which then needs the server no more, and one guard.</summary>
internal sealed class Supervisor : IDisposable
{
    private const string Fallback = "/usr/local/bin:/usr/bin:/bin";
    private const string Shell = "/bin/sh";
    private static readonly string[] Scripts = ["supervisor.sh", "guard.sh", "strays.sh", "uws-progress"];

    private readonly string _root;
    private readonly string _toolPath;
    private readonly IReadOnlyList<string> _prefix;
    private readonly string _grace;
    private readonly string _hit;
    private readonly SafeFileHandle _script;
    private readonly SupervisorPool _pool;

    public Supervisor(string name, string root, LocalManagerOptions options, TimeProvider? time = null)
    {
        _root = root;
        _toolPath = System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? $"{path}:{Fallback}" : Fallback;
        _prefix = [Tool("setsid"), .. options.Nice is { } nice ? [Tool("nice"), "-n", nice.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()];
        _grace = ((long)(options.Grace.TotalMilliseconds / 10)).ToString(CultureInfo.InvariantCulture);

        Programs = ScriptFiles.Install(Path.Combine(root, ".supervisor"), Scripts);
        // Held open until the end: by this a supervisor sees at no cost whether the server that started it lives.
        _script = File.OpenHandle(Path.Combine(Programs, "supervisor.sh"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var mark = string.Create(CultureInfo.InvariantCulture, $"/proc/{System.Environment.ProcessId}/fd/{_script.DangerousGetHandle()}");
        WorkPrograms = Programs;
        WorkPath = $"{Programs}:{options.Path ?? _toolPath}";
        Account = options.User is { } user ? new(user, $"{name}:User", _toolPath, Tool) : null;
        _hit = Account is { SeesAll: false } ? string.Join(' ', Account.Words) : "";
        // What no shell can set it may still pass on.
        var environment = options.Environment.Where(v => !SupervisorRequest.IsVariable(v.Key)).ToDictionary(v => v.Key, v => v.Value);
        environment["PATH"] = _toolPath;
        _pool = new(() => [Shell, Path.Combine(Programs, "supervisor.sh"), mark, ProcessIdentity.ThisBoot, _grace, _hit, WorkPath, root], environment, time ?? TimeProvider.System);
    }

    /// <summary>The folder that holds <c>uws-progress</c>.</summary>
    public string Programs { get; }

    /// <summary>PATH of the work.</summary>
    public string WorkPath { get; private set; }

    /// <summary>Its first folder, which holds <c>uws-progress</c> where the work may read it.</summary>
    public string WorkPrograms { get; private set; }

    /// <summary>The account that the work runs as; null = the server's.</summary>
    public Account? Account { get; }

    /// <summary>Installs what the work needs where its account may read it.</summary>
    public void InstallAt(string folder, LocalManagerOptions options)
    {
        folder = Path.Combine(folder, Path.GetFileName(Programs));
        ScriptFiles.InstallIn(folder, ["uws-progress"]);
        foreach (var part in new[] { Path.GetDirectoryName(folder)!, folder })
        {
            File.SetUnixFileMode(part, UnixFiles.Executable);
        }

        WorkPrograms = folder;
        WorkPath = $"{folder}:{options.Path ?? _toolPath}";
    }

    /// <summary>Has one attempt run by a supervisor in a session of its own.</summary>
    /// <exception cref="RefusedException">Arguments and environment are too large together.</exception>
    /// <exception cref="Win32Exception">The machine cannot start a process now.</exception>
    /// <exception cref="IOException">No supervisor takes the request.</exception>
    public SupervisorRun Start(
        JobFolder folder, int attempt, string logs, CommandLine command, IReadOnlyDictionary<string, string> environment, string ulimits = "", string? group = null)
    {
        List<string> work = [.. environment.Where(v => v.Key != "PATH" && SupervisorRequest.IsVariable(v.Key)).Select(v => $"{v.Key}={v.Value}"), .. _prefix, .. command.Words];
        if (SupervisorRequest.Space(work) > Native.ArgumentSpace)
        {
            throw new RefusedException($"the arguments are too long together; allowed: {Native.ArgumentSpace} bytes with the environment");
        }

        var count = work.Count - _prefix.Count - command.Words.Count;
        return _pool.Run(SupervisorRequest.Of(
            folder, Path.GetDirectoryName(logs)!,
            [attempt.ToString(CultureInfo.InvariantCulture), logs, ulimits, group ?? "", Account is null ? folder.Work : "/", count.ToString(CultureInfo.InvariantCulture), .. work]));
    }

    /// <summary>The sandbox that the options ask for; null = none.</summary>
    /// <exception cref="UwsConfigurationException">It cannot be made on this machine.</exception>
    public Sandbox? MakeSandbox(string key, LocalSandbox options) => options.Program is not { Length: > 0 } program ? null
        : ProgramFile.FindInPath(program, _toolPath) is { } found ? new(key, found, options, Account)
        : throw new UwsConfigurationException($"{key}:Program: '{program}' is not in PATH; allowed: bwrap (bubblewrap), or its absolute path");

    /// <summary>The guard of a manager's jobs.</summary>
    public Guard MakeGuard(string manager)
    {
        var start = new ProcessStartInfo(_prefix[0], [Shell, Path.Combine(Programs, "guard.sh"), _root, manager, _grace, _hit])
        {
            RedirectStandardInput = true, RedirectStandardOutput = false, UseShellExecute = false, WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = _toolPath;
        return new(start);
    }

    /// <summary>From here on the supervisors do without the server.</summary>
    public void Dispose()
    {
        _pool.Dispose();
        _script.Dispose();
    }

    private string Tool(string name)
        => ProgramFile.FindInPath(name, _toolPath) ?? throw new UwsConfigurationException($"The local manager needs the program '{name}' (util-linux, coreutils or sudo), which is not in PATH.");
}
