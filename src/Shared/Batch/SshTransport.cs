namespace UwsKit.Batch;

/// <summary>
/// Carries commands to a login node by OpenSSH: a key without questions, a host that is known, and one connection for all of them. The remote side is a
/// shell, so every word is quoted.
/// </summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">Null = ssh's own.</param>
/// <param name="User">Account there; null = the server's.</param>
/// <param name="KeyFile">Private key.</param>
/// <param name="KnownHosts">File with the host's key.</param>
/// <param name="ControlPath">Socket of the shared connection, in a folder of its own that is this account's alone.</param>
internal sealed record SshTransport(string Host, int? Port, string? User, string KeyFile, string KnownHosts, string ControlPath)
{
    /// <summary>The environment of the local ssh: no agent, no settings of the server's account.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C.UTF-8" };

    public (string File, IReadOnlyList<string> Words) Wrap(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string[] remote = ["env", "-i", .. environment.Select(v => $"{v.Key}={v.Value}"), program, .. arguments];
        return ("/usr/bin/ssh",
        [
            "-F", "none", "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", $"UserKnownHostsFile={KnownHosts}", "-o", "IdentitiesOnly=yes", "-i", KeyFile,
            "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=2", "-o", "ControlMaster=auto", "-o", $"ControlPath={ControlPath}", "-o", "ControlPersist=120",
            .. Port is { } port ? ["-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            .. User is { } user ? ["-l", user] : Array.Empty<string>(),
            "--", Host, string.Join(' ', remote.Select(Quoted)),
        ]);
    }

    /// <summary>One word of a POSIX shell.</summary>
    public static string Quoted(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
