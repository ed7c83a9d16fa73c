using System.Buffers;
using System.Formats.Tar;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Local;

/// <summary>Takes over what the work of another account left in its output folder. Regular files with safe names only; all else is named in the log.</summary>
internal static class Results
{
    private const int MaxNotes = 50;
    private const int BufferSize = 256 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    // Run as the account, so that no link leads to what it may not read. A pipe or device is only named in the archive, never opened; a second
    // name of somebody else's file is left out.
    private const string Pack = """
        [ ! -L "$1" ] && cd "$1" || { echo 'the output folder is gone' >&2; exec tar -cf - -T /dev/null; }
        find . -mindepth 1 -maxdepth 1 -type f -links +1 ! -user "$2" -printf 'hard link to a file of another account: %f\n' >&2
        find . -mindepth 1 -maxdepth 1 -name '*
        *' -printf 'a name of several lines: %f\n' >&2
        find . -mindepth 1 -maxdepth 1 ! -name '*
        *' \( ! -type f -o -links 1 -o -user "$2" \) -print0 |
          tar --null -T - --no-recursion --hard-dereference --format=pax -cf -
        """;

    /// <summary>Copies all results; what was there by the same name goes.</summary>
    /// <returns>Why the account's side broke off; null = it did not.</returns>
    /// <exception cref="IOException">They cannot be written here.</exception>
    public static async Task<string?> CollectAsync(Account account, string from, string to, JobId job, ILogger logger, CancellationToken ct)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var tar = account.Open("/bin/sh", "-c", Pack, "sh", from, $"{account.Id}");
        tar.StandardInput.Close();
        var notes = NotesAsync(tar.StandardError, job, logger);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var ours = false;
        try
        {
            var archive = new TarReader(tar.StandardOutput.BaseStream);
            await using (archive.ConfigureAwait(false))
            {
                while (await Patient(archive.GetNextEntryAsync(copyData: false, pause.Token)).ConfigureAwait(false) is { } entry)
                {
                    var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                    if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !JobFileName.IsSafe(name, out var fault))
                    {
                        logger.ResultLeftOut(job, OutputTail.OneLine(name, 300), $"{entry.EntryType}");
                        continue;
                    }

                    ours = true;
                    var path = Path.Combine(to, name);
                    File.Delete(path);
                    var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFiles.Private, BufferSize = 0, PreallocationSize = 0 });
                    await using (file.ConfigureAwait(false))
                    {
                        for (var count = await ReadAsync(entry).ConfigureAwait(false); count > 0; count = await ReadAsync(entry).ConfigureAwait(false))
                        {
                            await file.WriteAsync(buffer.AsMemory(0, count), ct).ConfigureAwait(false);
                        }
                    }

                    File.SetLastWriteTimeUtc(path, entry.ModificationTime.UtcDateTime);
                    ours = false;
                }
            }

            await tar.WaitForExitAsync(pause.Token).ConfigureAwait(false);
            // 1 and 2: some files changed or could not be read; that is in the notes.
            return tar.ExitCode > 2 ? $"the copying ended with status {tar.ExitCode}" : null;
        }
        catch (Exception e) when (!ours && !ct.IsCancellationRequested && e is IOException or FormatException or InvalidDataException or OperationCanceledException)
        {
            return e is OperationCanceledException ? "the copying stood still" : e.Message;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Kill();
            await notes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async ValueTask<int> ReadAsync(TarEntry entry)
        {
            ours = false;
            var count = entry.DataStream is null ? 0 : await Patient(entry.DataStream.ReadAsync(buffer, pause.Token)).ConfigureAwait(false);
            ours = true;
            return count;
        }

        async ValueTask<T> Patient<T>(ValueTask<T> read)
        {
            pause.CancelAfter(LongestPause);
            return await read.ConfigureAwait(false);
        }

        void Kill()
        {
            try
            {
                tar.Kill();
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended; or it is sudo's, which ends with its pipe.
            }
        }
    }

    private static async Task NotesAsync(StreamReader errors, JobId job, ILogger logger)
    {
        for (var count = 0; await errors.ReadLineAsync().ConfigureAwait(false) is { } line; count++)
        {
            if (count < MaxNotes)
            {
                logger.ResultNote(job, OutputTail.OneLine(line, 300));
            }
        }
    }
}
