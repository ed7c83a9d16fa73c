using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>
/// The files of the jobs of another account, <c>ROOT-USER/ID/own</c>: inputs are copied in, results out, both as an archive through a pipe whose
/// other end runs as the account. The server opens no path in there, and the account none of the server's. Only <c>progress-*</c> beside it, a file
/// of the server with a name nobody can guess, is written by the one and read by the other. Thread-safe for different jobs.
/// </summary>
internal sealed class Stage
{
    private const UnixFileMode Passable = UnixFiles.PrivateFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Open = Passable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode WriteOnly = UnixFiles.Private | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    // Run as the account. $1 is the job's own folder; what follows is the server's and must be out of reach.
    private const string Make = """
        own=$1; shift; umask 077
        for p; do if [ -r "$p" ] || [ -w "$p" ] || [ -x "$p" ]; then echo "it can reach $p, which is the server's alone" >&2; exit 1; fi; done
        mkdir "$own" && cd "$own" && mkdir work tmp input output script
        """;

    // First the mode of what cannot be entered, top down; then all that is in it.
    private const string Clear = """
        [ -e "$1" ] || exit 0
        find "$1" -type d ! -perm -700 -exec chmod u+rwx {} \;
        find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +
        """;

    private readonly LocalContext _context;
    private readonly Account _account;

    /// <exception cref="UwsConfigurationException">The account cannot reach its folder, or can reach the server's.</exception>
    public Stage(LocalContext context, Account account, string controlRoot, string key)
    {
        (_context, _account, Root) = (context, account, $"{controlRoot}-{account.Name}");
        MakeFolder(Root, Passable);
        Programs = Path.Combine(Root, ".programs");
        var trial = account.Run(
            "/bin/sh", "-c", """
            cd "$1" || exit 1
            if [ -w "$1" ] || [ -r "$2" ] || [ -w "$2" ] || [ -x "$2" ]; then echo "it can reach $2 or change $1, which are the server's" >&2; exit 1; fi
            for p in tar find grep du chmod rm mkdir; do command -v "$p" >/dev/null || { echo "$p is not in its PATH" >&2; exit 1; }; done
            """, "sh", Root, controlRoot);
        if (trial.Code != 0)
        {
            throw new UwsConfigurationException($"{key}: '{account.Name}' is not allowed: {trial.Errors}; allowed: an account that may pass through the folders above {Root}, and may not enter {controlRoot}");
        }
    }

    /// <summary>The folder of all jobs.</summary>
    public string Root { get; }

    /// <summary>Folder of programs for the work.</summary>
    public string Programs { get; }

    public JobPlaces Places(JobId job) => new(
        In(job, "work"), In(job, "tmp"), In(job, "parameters.json"), In(job, "script"), In(job, "input"), In(job, "output"), Folder(job));

    /// <summary>Makes the folders of a job and fills them.</summary>
    /// <exception cref="IOException">It cannot be done now.</exception>
    public async Task FillAsync(JobFolder folder, byte[] parameters, string? script, CancellationToken ct)
    {
        Remove(folder.Id);
        string[] areas = [.. Enum.GetValues<JobFileArea>().Select(a => _context.Directories.GetDirectory(folder.Id, a))];
        MakeFolder(Folder(folder.Id), Open);
        var (code, _, errors) = _account.Run(["/bin/sh", "-c", Make, "sh", In(folder.Id, ""), folder.Path, .. areas]);
        File.SetUnixFileMode(Folder(folder.Id), Passable);
        // For a moment everybody could have written there who knew the name, which is in no list and told to nobody yet.
        if (code != 0 || Directory.GetFileSystemEntries(Folder(folder.Id)) is not [_])
        {
            throw new IOException($"the folder of account {_account.Name} cannot be made: {errors}");
        }

        // Opened by name, as /dev/stderr, they ask for this right, although the work has them open; nobody else gets to them.
        foreach (var file in (string[])[Path.Combine(_context.Logs(folder.Id), "stdout"), Path.Combine(_context.Logs(folder.Id), "stderr"), NewProgress(folder.Id)])
        {
            File.Delete(file);
            UnixFiles.TryCreate(file, []);
            File.SetUnixFileMode(file, WriteOnly);
        }

        using var tar = _account.Open("tar", "-xf", "-", "-C", In(folder.Id, ""));
        var said = tar.StandardError.ReadToEndAsync(ct);
        try
        {
            await GiveAsync(tar.StandardInput.BaseStream, folder.Id, parameters, script, ct).ConfigureAwait(false);
            tar.StandardInput.Close();
        }
        catch (IOException e) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"the inputs cannot be given to account {_account.Name}: {e.Message} {await said.ConfigureAwait(false)}", e);
        }

        await tar.WaitForExitAsync(ct).ConfigureAwait(false);
        if (tar.ExitCode != 0)
        {
            throw new IOException($"the inputs cannot be given to account {_account.Name}: {OutputTail.OneLine(await said.ConfigureAwait(false), 500)}");
        }
    }

    /// <summary>Where the work of a job writes its progress; null = nothing is staged.</summary>
    public string? Progress(JobId job) => Directory.Exists(Folder(job)) ? Directory.EnumerateFiles(Folder(job), "progress-*").FirstOrDefault() : null;

    /// <summary>What the job takes on disk there, in bytes, as far as the account may look.</summary>
    public long Size(JobId job)
        => long.TryParse(_account.Run("du", "-scb", In(job, ""), Progress(job) ?? "").Output.TrimEnd().Split('\n')[^1].Split('\t')[0], out var size) ? size : 0;

    /// <summary>
    /// Takes the results of an attempt whose processes are gone into the storage, once, and removes the rest. What hinders it on the account's side
    /// is written down; what does on the server's, as a full disk, is thrown, and the next look tries again.
    /// </summary>
    public async Task CollectAsync(JobFolder folder, int run, CancellationToken ct)
    {
        if (folder.ReadCollected(run) is null)
        {
            var fault = await Results.CollectAsync(_account, In(folder.Id, "output"), _context.Directories.GetDirectory(folder.Id, JobFileArea.Output), folder.Id, _context.Logger, ct).ConfigureAwait(false);
            if (Progress(folder.Id) is { } progress && ProgressFile.Read(progress) is not null && UnixFiles.TryRead(progress) is { } text)
            {
                UnixFiles.Place(folder.File("progress"), Encoding.UTF8.GetBytes(text));
                File.SetLastWriteTimeUtc(folder.File("progress"), File.GetLastWriteTimeUtc(progress));
            }

            folder.MarkCollected(run, fault ?? "");
        }

        if (!_context.Options.KeepWork && Directory.Exists(Folder(folder.Id)))
        {
            try
            {
                Remove(folder.Id);
            }
            catch (IOException e)
            {
                _context.Logger.NotRemoved(folder.Id, _account.Name, e.Message);
            }
        }
    }

    /// <summary>Does so; false when it has to be tried again, which is in the log.</summary>
    public async Task<bool> TryCollectAsync(JobFolder folder, int run)
    {
        try
        {
            await CollectAsync(folder, run, _context.Stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UwsException)
        {
            _context.Logger.NotCollected(e, folder.Id);
            return false;
        }
    }

    /// <summary>Removes the folders of a job.</summary>
    /// <exception cref="IOException">It cannot be done now.</exception>
    public void Remove(JobId job)
    {
        if (!Directory.Exists(Folder(job)))
        {
            return;
        }

        var own = In(job, "");
        if (_account.Run("/bin/sh", "-c", Clear, "sh", own) is { Code: not 0 } cleared)
        {
            throw new IOException($"{own} cannot be cleared by account {_account.Name}: {cleared.Errors}");
        }

        // Empty; and it stands in a folder of the server, which may take it away.
        if (Directory.Exists(own))
        {
            Directory.Delete(own);
        }

        UnixFiles.DeleteFolder(Folder(job));
    }

    private async Task GiveAsync(Stream to, JobId job, byte[] parameters, string? script, CancellationToken ct)
    {
        var archive = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true);
        await using (archive.ConfigureAwait(false))
        {
            using var json = new MemoryStream(parameters);
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "parameters.json") { DataStream = json, Mode = UnixFiles.Private }, ct).ConfigureAwait(false);
            if (script is not null)
            {
                await archive.WriteEntryAsync(script, $"script/{Path.GetFileName(script)}", ct).ConfigureAwait(false);
            }

            foreach (var path in Directory.EnumerateFileSystemEntries(_context.Directories.GetDirectory(job, JobFileArea.Input)))
            {
                await archive.WriteEntryAsync(path, $"input/{Path.GetFileName(path)}", ct).ConfigureAwait(false);
            }
        }
    }

    private string NewProgress(JobId job) => Path.Combine(Folder(job), $"progress-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");

    private string Folder(JobId job) => Path.Combine(Root, job.Value);

    private string In(JobId job, string name) => Path.Combine(Folder(job), "own", name).TrimEnd('/');

    private static void MakeFolder(string path, UnixFileMode mode)
    {
        UnixFiles.MakeFolder(path);
        File.SetUnixFileMode(path, mode);
    }
}
