using System.ComponentModel;
using System.Diagnostics;

namespace UwsKit.Managers.Local;

/// <summary>The words that start the work in its <see cref="LocalSandbox"/>. What is not named here is not there: the server's files first of all.</summary>
internal sealed class Sandbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Links = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    // What programs look up: names of accounts, the loader's, certificates, fonts, the time zone. No passwords, no settings of services.
    private static readonly string[] Etc =
    [
        "passwd", "group", "nsswitch.conf", "hosts", "localtime", "timezone", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "ssl/certs", "ssl/openssl.cnf", "ca-certificates",
        "pki/tls/certs", "pki/ca-trust", "fonts", "mime.types", "services", "protocols",
    ];

    private readonly IReadOnlyList<string> _room;
    private readonly IReadOnlyList<string> _folders;

    /// <exception cref="UwsConfigurationException">It cannot be made on this machine.</exception>
    public Sandbox(string key, string program, LocalSandbox options, Account? account)
    {
        if (options.Folders.FirstOrDefault(f => !Path.IsPathRooted(f) || Path.GetFullPath(f) == "/" || !Directory.Exists(f)) is { } wrong)
        {
            throw new UwsConfigurationException($"{key}:Folders: '{wrong}' is not allowed; allowed: absolute paths of folders that are there, not the root");
        }

        _folders = ["/usr", .. Links, .. options.Folders.Select(Path.TrimEndingDirectorySeparator)];
        _room =
        [
            program, "--unshare-all", .. options.Network ? ["--share-net"] : Array.Empty<string>(), "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            "--ro-bind", "/usr", "/usr", .. Links.SelectMany(Link), .. Etc.SelectMany(name => ReadOnly("/etc/" + name)), .. options.Network ? ReadOnly("/etc/resolv.conf") : [],
            "--proc", "/proc", "--dev", "/dev", .. options.Folders.SelectMany(ReadOnly),
        ];
        var trial = Run([.. account?.Words ?? [], .. _room, "--", "/bin/sh", "-c", ":"]);
        if (trial is not null)
        {
            throw new UwsConfigurationException($"{key}: work cannot be closed in by {program}: {trial}; allowed: a machine whose kernel lets this account make user namespaces (or a server that is root), or no Sandbox");
        }
    }

    /// <summary>Put before the command of a job.</summary>
    /// <param name="places">Its directories.</param>
    /// <param name="programs">Folder of the programs for the work.</param>
    /// <param name="progress">Where it tells its progress.</param>
    /// <param name="command">The program to run.</param>
    public IReadOnlyList<string> Before(JobPlaces places, string programs, string progress, string command) =>
    [
        .. _room, .. Program(command), .. ReadOnly(programs), .. ReadOnly(places.Parameters), .. ReadOnly(places.Scripts), .. ReadOnly(places.Input),
        .. Own(places.Work), .. Own(places.Temporary), .. Own(places.Output), .. Own(progress),
        // What programs write to /tmp counts as the job's own.
        .. places.Temporary.StartsWith("/tmp/", StringComparison.Ordinal) ? [] : (string[])["--symlink", places.Temporary, "/tmp"],
        "--remount-ro", "/", "--chdir", places.Work, "--",
    ];

    // Bubblewrap cannot put a program in the place of an absolute link that is there already, such as /usr/bin/dotnet: what that leads to is what counts.
    private IEnumerable<string> Program(string command)
        => new[] { command, new FileInfo(command).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? command }.Distinct()
            .Where(file => !_folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal))).SelectMany(ReadOnly);

    private static string[] Own(string path) => ["--bind", path, path];

    private static string[] ReadOnly(string path) => ["--ro-bind-try", path, path];

    // On most systems links into /usr.
    private static string[] Link(string folder) => new DirectoryInfo(folder).LinkTarget is { } target ? ["--symlink", target, folder] : ReadOnly(folder);

    /// <summary>Why it does not run; null = it does.</summary>
    private static string? Run(IReadOnlyList<string> words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" })!;
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEndAsync();
            if (!said.Wait(Patience) || !process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return "it does not end";
            }

            return process.ExitCode == 0 ? null : OutputTail.OneLine(said.Result, 300);
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
