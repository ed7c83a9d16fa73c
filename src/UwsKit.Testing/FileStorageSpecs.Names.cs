using System.Diagnostics;
using Xunit;

namespace UwsKit.Testing;

// Names and links: nothing leaves its folder.
public abstract partial class FileStorageSpecs
{
    /// <summary>Names that are refused: they could leave the folder, fool a reader, or do not fit into a directory.</summary>
    public static IReadOnlyList<string> HostileNames { get; } =
    [
        "", " ", ".", "..", "...", "../x", "..\\x", "a/b", "a/../../b", "/etc/passwd", "/", "a/", "\\", "a\\b", "C:\\x", "C:x", "c:", "\0", "a\0b", "a\nb", "a\rb", "\u0001", "a\u007f",
        "a\u0085", "trailing.", "trailing...", "trailing ", " leading", "a\u202Egpj.exe", "a\u200Bb", "\uFEFFa", "\uFF0E\uFF0E", "\uFF0E\uFF0E\uFF0Fx", "a\uFF0Fb", "a\u2215b", "a\u2044b",
        "a\uFF3Cb", "a\u2028b", "\uD800", "a\uDC00b", new('a', 300), new('\u7d50', 100),
    ];

    /// <summary>Names that are fine.</summary>
    public static IReadOnlyList<string> GoodNames { get; } =
    [
        "a", "map.fits", ".hidden", "..a", "a..b", "two words.txt", "-rf", "~", "$HOME", "$(touch x)", "a;b", "'q'", "\"q\"", "%2e%2e%2f", "ab:c", "*", "?", "Übersicht – µ.txt",
        "\u7d50\u679c.fits", "\U0001F52D.png", "2026-03-01T12:00:00.fits", "CON", new('a', 255), new('\u7d50', 85),
    ];

    [Fact]
    public async Task Names_that_could_escape_are_refused_and_nothing_is_written()
    {
        var (files, id) = (await OpenAsync(), NewId());
        await WriteAsync(files, id, JobFileArea.Output, "kept", "x");
        var before = Snapshot();

        foreach (var name in HostileNames)
        {
            await RefusedAsync(name, () => WriteAsync(files, id, JobFileArea.Output, name, "escaped"));
            await RefusedAsync(name, async () => await files.OpenReadAsync(id, JobFileArea.Output, name, Ct));
            await RefusedAsync(name, async () => await files.DeleteFileAsync(id, JobFileArea.Output, name, Ct));
        }

        Assert.Equal(before, Snapshot());
        Assert.Equal(["kept"], (await files.ListAsync(id, JobFileArea.Output, Ct)).Select(f => f.Name));

        static async Task RefusedAsync(string name, Func<Task> act)
        {
            var refusal = await Record.ExceptionAsync(act);
            Assert.True(refusal is UwsException { Kind: UwsErrorKind.Invalid }, $"'{name}': expected a refusal as Invalid, found {refusal?.ToString() ?? "none"}");
            Assert.DoesNotContain('\n', refusal!.Message);
        }
    }

    [Fact]
    public async Task Ordinary_names_are_kept_as_they_are()
    {
        var (files, id) = (await OpenAsync(), NewId());

        foreach (var name in GoodNames)
        {
            await WriteAsync(files, id, JobFileArea.Input, name, name);
        }

        Assert.Equal(GoodNames.Order(StringComparer.Ordinal), (await files.ListAsync(id, JobFileArea.Input, Ct)).Select(f => f.Name));
        foreach (var name in GoodNames)
        {
            Assert.Equal(name, await ReadAsync(files, id, JobFileArea.Input, name));
        }
    }

    [Fact]
    public async Task A_job_id_that_is_none_is_refused()
    {
        var files = await OpenAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(files, default, JobFileArea.Input, "f", "x"));
        await Assert.ThrowsAnyAsync<Exception>(async () => await files.DeleteAsync(default, null, Ct));
    }

    [Fact]
    public async Task What_the_work_wrote_by_path_is_listed_and_read()
    {
        var (files, id, folder) = await OpenDirectoryAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "result.txt"), "by path", Ct);
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        await File.WriteAllTextAsync(Path.Combine(folder, "sub", "inner.txt"), "x", Ct);

        var listed = Assert.Single(await files.ListAsync(id, JobFileArea.Output, Ct));

        Assert.Equal(("result.txt", 7L), (listed.Name, listed.Size));
        Assert.Equal("by path", await ReadAsync(files, id, JobFileArea.Output, "result.txt"));
        Assert.Null(await files.OpenReadAsync(id, JobFileArea.Output, "sub", Ct));
    }

    [Fact]
    public async Task What_was_written_is_found_by_path()
    {
        var (files, id, folder) = await OpenDirectoryAsync();

        await WriteAsync(files, id, JobFileArea.Output, "f", "text");

        Assert.True(Path.IsPathFullyQualified(folder));
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(folder, "f"), Ct));
    }

    [Fact]
    public async Task A_file_is_read_while_the_work_still_writes_it()
    {
        var (files, id, folder) = await OpenDirectoryAsync();
        await using var writer = new FileStream(Path.Combine(folder, "log"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        await writer.WriteAsync("one\n"u8.ToArray(), Ct);
        await writer.FlushAsync(Ct);
        await using var opened = await files.OpenReadAsync(id, JobFileArea.Output, "log", Ct);
        using var reader = new StreamReader(opened!.Stream!);

        Assert.Equal("one", await reader.ReadLineAsync(Ct));
        await writer.WriteAsync("two\n"u8.ToArray(), Ct);
        await writer.FlushAsync(Ct);
        Assert.Equal("two", await reader.ReadLineAsync(Ct));
    }

    [Fact]
    public async Task Links_are_neither_listed_nor_opened_nor_followed()
    {
        var (files, id, folder) = await OpenDirectoryAsync();
        var outside = Directory.CreateTempSubdirectory("uwskit-outside-");
        try
        {
            var secret = Path.Combine(outside.FullName, "secret");
            await File.WriteAllTextAsync(secret, "secret", Ct);
            File.CreateSymbolicLink(Path.Combine(folder, "file"), secret);
            File.CreateSymbolicLink(Path.Combine(folder, "relative"), Path.GetRelativePath(folder, secret));
            File.CreateSymbolicLink(Path.Combine(folder, "passwd"), "/etc/passwd");
            File.CreateSymbolicLink(Path.Combine(folder, "dangling"), Path.Combine(outside.FullName, "none"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "folder"), outside.FullName);

            Assert.Empty(await files.ListAsync(id, JobFileArea.Output, Ct));
            foreach (var name in new[] { "file", "relative", "passwd", "dangling", "folder" })
            {
                Assert.Null(await files.OpenReadAsync(id, JobFileArea.Output, name, Ct));
            }

            await WriteAsync(files, id, JobFileArea.Output, "file", "new");
            await files.DeleteFileAsync(id, JobFileArea.Output, "relative", Ct);
            await files.DeleteAsync(id, JobFileArea.Output, Ct);
            Assert.Equal("secret", await File.ReadAllTextAsync(secret, Ct));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_area_that_was_replaced_by_a_link_leads_nowhere()
    {
        var (files, id, folder) = await OpenDirectoryAsync();
        var outside = Directory.CreateTempSubdirectory("uwskit-outside-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "secret"), "secret", Ct);
            Directory.Delete(folder, recursive: true);
            Directory.CreateSymbolicLink(folder, outside.FullName);

            Assert.Empty(await files.ListAsync(id, JobFileArea.Output, Ct));
            Assert.Null(await files.OpenReadAsync(id, JobFileArea.Output, "secret", Ct));
            await Record.ExceptionAsync(() => WriteAsync(files, id, JobFileArea.Output, "escaped", "x"));
            await files.DeleteFileAsync(id, JobFileArea.Output, "secret", Ct);
            await files.DeleteAsync(id, null, Ct);
            Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside.FullName).Select(Path.GetFileName));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_pipe_does_not_block_the_reader()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "There are no named pipes in directories here.");
        var (files, id, folder) = await OpenDirectoryAsync();
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(folder, "pipe")]);
        await mkfifo.WaitForExitAsync(Ct);
        Assert.Equal(0, mkfifo.ExitCode);

        var opening = Task.Run(async () => await files.OpenReadAsync(id, JobFileArea.Output, "pipe", Ct), Ct);

        Assert.Null(await opening.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Empty(await files.ListAsync(id, JobFileArea.Output, Ct));
    }

    private async Task<(IFileStorage Files, JobId Id, string Folder)> OpenDirectoryAsync()
    {
        var (files, id) = (await OpenAsync(), NewId());
        Assert.SkipWhen(Directories is null, "This storage has no directories.");
        return (files, id, Directories.GetDirectory(id, JobFileArea.Output));
    }
}
