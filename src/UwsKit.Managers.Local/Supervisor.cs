using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Managers.Local;

/// <summary>Installs the scripts below the root and starts them: a supervisor for each job, which then needs the server no more, and one guard.</summary>
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
    private readonly string _mark;

    public Supervisor(string name, string root, LocalManagerOptions options)
    {
        _root = root;
        _toolPath = System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? $"{path}:{Fallback}" : Fallback;
        _prefix = [Tool("setsid"), .. options.Nice is { } nice ? [Tool("nice"), "-n", nice.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()];
        _grace = ((long)(options.Grace.TotalMilliseconds / 10)).ToString(CultureInfo.InvariantCulture);

        Programs = ScriptFiles.Install(Path.Combine(root, ".supervisor"), Scripts);
        // Held open until the end: by this a supervisor sees at no cost whether the server that started it lives.
        _script = File.OpenHandle(Path.Combine(Programs, "supervisor.sh"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _mark = string.Create(CultureInfo.InvariantCulture, $"/proc/{System.Environment.ProcessId}/fd/{_script.DangerousGetHandle()}");
        WorkPrograms = Programs;
        WorkPath = $"{Programs}:{options.Path ?? _toolPath}";
        Account = options.User is { } user ? new(user, $"{name}:User", _toolPath, Tool) : null;
        _hit = Account is { SeesAll: false } ? string.Join(' ', Account.Words) : "";
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

    /// <summary>Starts the supervisor of one attempt in a session of its own.</summary>
    /// <exception cref="RefusedException">Arguments and environment are too large together.</exception>
    /// <exception cref="Win32Exception">The machine cannot start a process now.</exception>
    public ChildProcess Start(
        JobFolder folder, int attempt, string logs, CommandLine command, IReadOnlyDictionary<string, string> environment, string ulimits = "", string? group = null)
    {
        string[] words =
        [
            Shell, Path.Combine(Programs, "supervisor.sh"), folder.Path, attempt.ToString(CultureInfo.InvariantCulture), folder.Id.Value,
            _mark, ProcessIdentity.ThisBoot, logs, environment["PATH"], _grace, ulimits, group ?? "",
            Account is null ? folder.Work : "/", _hit,
            .. _prefix, .. command.Words,
        ];
        try
        {
            return ChildProcess.Start(words, new Dictionary<string, string>(environment) { ["PATH"] = _toolPath });
        }
        catch (Win32Exception e) when (e.NativeErrorCode == Native.E2Big)
        {
            throw new RefusedException($"the arguments are too long together; allowed: {Native.ArgumentSpace} bytes with the environment");
        }
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
    public void Dispose() => _script.Dispose();

    private string Tool(string name)
        => ProgramFile.FindInPath(name, _toolPath) ?? throw new UwsConfigurationException($"The local manager needs the program '{name}' (util-linux, coreutils or sudo), which is not in PATH.");
}
