using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Local;

/// <summary>
/// The account that the work runs as, and how it is become: <c>setpriv</c> where the server is root, else <c>sudo</c> by a rule of the site. All
/// that is done in folders of the account is done by programs that run as it, so that links and races there reach nothing it could not reach itself.
/// </summary>
internal sealed partial class Account
{
    private const int KillCapability = 5, PtraceCapability = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] OfSudo = ["SUDO_COMMAND", "SUDO_USER", "SUDO_UID", "SUDO_GID", "MAIL", "LOGNAME", "USER", "SHELL", "TERM"];

    private static readonly string[] Kept = ["PATH", "HOME", "TMPDIR", "LANG"];

    private readonly string _path;
    private readonly string _env;
    private readonly IReadOnlyList<string> _workPrefix;

    /// <param name="name">As the system knows it.</param>
    /// <param name="key">Of the setting, for faults.</param>
    /// <param name="path">Where programs are looked for.</param>
    /// <param name="tool">Finds a program there, or says that it is missing.</param>
    /// <exception cref="UwsConfigurationException">There is no such account, or it cannot be become.</exception>
    public Account(string name, string key, string path, Func<string, string> tool)
    {
        (Name, _path, _env) = (name, path, tool("env"));
        if (!Names().IsMatch(name) || Start([tool("id"), "-u", name]) is not { Code: 0 } user || Start([tool("id"), "-g", name]) is not { Code: 0 } group)
        {
            throw new UwsConfigurationException($"{key}: '{name}' is not allowed; allowed: an account of this machine");
        }

        Id = uint.Parse(user.Output, CultureInfo.InvariantCulture);
        var server = Start([tool("id"), "-u"]).Output;
        var root = server.Trim() == "0";
        if (Id == 0 || server == user.Output)
        {
            throw new UwsConfigurationException($"{key}: '{name}' is not allowed; allowed: an account that is neither root nor the server's own");
        }

        var setpriv = tool("setpriv");
        string[] sudo = root ? [] : [tool("sudo"), "-n", "-u", name, "--"];
        Words = root
            ? [setpriv, $"--reuid={Id}", $"--regid={group.Output.Trim()}", "--init-groups", "--inh-caps=-all", "--no-new-privs", "--"]
            : sudo;
        _workPrefix = root ? Words : [sudo[0], "-E", .. sudo[1..], setpriv, "--no-new-privs", "--"];
        IsSudo = !root;
        SeesAll = root && HasCapabilities();
        if (Start([.. Words, tool("id"), "-u"]) is var trial && trial.Output != user.Output)
        {
            throw new UwsConfigurationException($"{key}: work cannot be started as '{name}' by {Words[0]}: {(trial.Output + ' ' + trial.Errors).Trim()}; allowed: {(root
                ? "an account that root may become" : $"one that this account may become, by a line for sudo such as 'uws ALL=({name}) NOPASSWD:SETENV: ALL'")}");
        }
    }

    public string Name { get; }

    /// <summary>Its number.</summary>
    public uint Id { get; }

    /// <summary>Put before a program of our own, to run it as the account.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether this process may look at and signal processes of the account itself.</summary>
    public bool SeesAll { get; }

    private bool IsSudo { get; }

    /// <summary>Put before the work: the account, its current directory, and the promised environment, of which sudo changes some.</summary>
    public IEnumerable<string> Before(string folder, IReadOnlyDictionary<string, string> environment)
        => [.. _workPrefix, _env, "-C", folder, .. !IsSudo ? [] : OfSudo.Where(v => !environment.ContainsKey(v)).SelectMany(v => new[] { "-u", v })
            .Concat(Kept.Select(v => $"{v}={environment[v]}"))];

    /// <summary>Runs a short program as the account to its end.</summary>
    public (int Code, string Output, string Errors) Run(params IEnumerable<string> words) => Start([.. Words, .. words]);

    /// <summary>Starts a program as the account with its input, output and errors open.</summary>
    public Process Open(params IEnumerable<string> words) => Process.Start(Info([.. Words, .. words]))!;

    private (int Code, string Output, string Errors) Start(IReadOnlyList<string> words)
    {
        try
        {
            using var process = Process.Start(Info(words))!;
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!Task.WaitAll([output, errors], Patience))
            {
                process.Kill();
                throw new IOException($"{Path.GetFileName(words[0])} does not end.");
            }

            process.WaitForExit();
            return (process.ExitCode, output.Result, OutputTail.OneLine(errors.Result, 500));
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{words[0]} cannot be started: {e.Message}", e);
        }
    }

    private ProcessStartInfo Info(IReadOnlyList<string> words)
    {
        var info = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        };
        info.Environment.Clear();
        (info.Environment["PATH"], info.Environment["LC_ALL"]) = (_path, "C");
        return info;
    }

    // Root of a container often lacks these; the account itself is asked then.
    private static bool HasCapabilities()
        => File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
            && ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var set
            && (set >> KillCapability & set >> PtraceCapability & 1) == 1;

    [GeneratedRegex(@"^[A-Za-z0-9_.][A-Za-z0-9_.$@-]*\z")]
    private static partial Regex Names();
}
