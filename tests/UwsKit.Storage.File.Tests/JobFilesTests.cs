using System.Text;
using Microsoft.Extensions.Logging;
using UwsKit.Storage.File;
using UwsKit.Testing;

namespace UwsKit.Tests.Files;

public sealed class JobFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("uwskit-files-");
    private readonly JobFiles _files;
    private readonly JobId _id = JobId.New(TimeProvider.System);

    public JobFilesTests() => _files = new JobFiles(new JobFilesOptions { Root = Root });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private string Root => Path.Combine(_folder.FullName, "root");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Jobs_are_spread_by_the_random_end_of_their_id()
    {
        await WriteAsync("f", "x");

        var path = Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Should().ContainSingle().Subject;
        path.Should().Be(Path.Combine(Root, _id.Value[^2..], _id.Value, "output", "f"));
    }

    [Fact]
    public async Task Only_the_service_may_enter_the_directories_and_read_the_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes.");
        await WriteAsync("f", "x");

        var entries = new DirectoryInfo(Root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(new DirectoryInfo(Root));
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        entries.Should().OnlyContain(e => (e.UnixFileMode & others) == UnixFileMode.None);
    }

    [Fact]
    public async Task A_description_is_kept_once_whoever_keeps_it_and_belongs_to_no_job()
    {
        var digest = new string('a', 63) + "0";
        (await _files.FindAsync(digest, Ct)).Should().BeNull();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new JobFiles(new JobFilesOptions { Root = Root }).KeepAsync(digest, "{}"u8.ToArray(), Ct).AsTask()));

        (await _files.FindAsync(digest, Ct)).Should().Equal("{}"u8.ToArray());
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Should().Equal(Path.Combine(Root, "descriptions", digest + ".json"));
        (await _files.ListJobsAsync(Ct).ToListAsync(Ct)).Should().BeEmpty();
        foreach (var name in (string[])["../../etc/passwd", "", digest.ToUpperInvariant(), digest + "0"])
        {
            await _files.Invoking(f => f.FindAsync(name, Ct).AsTask()).Should().ThrowAsync<ArgumentException>();
        }
    }

    [Fact]
    public async Task A_root_that_is_itself_a_link_works()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "real"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), Path.Combine(_folder.FullName, "real"));
        var files = new JobFiles(new JobFilesOptions { Root = Path.Combine(_folder.FullName, "link") + "/" });
        await files.InitializeAsync(Ct);

        await files.WriteAsync(_id, JobFileArea.Output, "f", null, new MemoryStream([1, 2]), Ct);

        await using var opened = await files.OpenReadAsync(_id, JobFileArea.Output, "f", Ct);
        opened!.File.Size.Should().Be(2);
        (await files.ListAsync(_id, JobFileArea.Output, Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_root_that_cannot_be_a_folder_is_told_at_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "x", Ct);
        var files = new JobFiles(new JobFilesOptions { Root = Path.Combine(_folder.FullName, "file", "root") });

        var start = async () => await files.InitializeAsync(Ct);

        (await start.Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
    }

    [Fact]
    public async Task A_reader_sees_one_whole_file_while_others_replace_it()
    {
        var texts = Enumerable.Range(0, 4).Select(i => new string((char)('a' + i), 50_000 + i)).ToArray();
        await WriteAsync("f", texts[0]);
        using var stop = new CancellationTokenSource();
        var files = new JobFiles(new JobFilesOptions { Root = Root, SyncToDisk = false });
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await files.WriteAsync(_id, JobFileArea.Output, "f", null, Bytes(texts[i % 4]), Ct);
            }
        }, Ct);

        for (var i = 0; i < 300; i++)
        {
            texts.Should().Contain(await ReadAsync("f"));
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_folder_that_turns_into_a_link_at_any_moment_never_shows_what_is_outside()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere paths are judged before they are opened.");
        var area = _files.GetDirectory(_id, JobFileArea.Output);
        var (aside, outside) = (area + ".aside", Path.Combine(_folder.FullName, "outside"));
        await WriteAsync("f", "own");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "f"), "secret", Ct);
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(area, aside);
                Directory.CreateSymbolicLink(area, outside);
                File.Delete(area);
                Directory.Move(aside, area);
            }
        }, Ct);

        var own = 0;
        for (var i = 0; i < 5000; i++)
        {
            await using var opened = await _files.OpenReadAsync(_id, JobFileArea.Output, "f", Ct);
            if (opened is not null)
            {
                (await new StreamReader(opened.Stream!).ReadToEndAsync(Ct)).Should().Be("own");
                own++;
            }
        }

        await stop.CancelAsync();
        await swapping;
        own.Should().BePositive();
    }

    [Fact]
    public async Task A_name_that_only_the_work_could_choose_is_left_out()
    {
        var folder = _files.GetDirectory(_id, JobFileArea.Output);
        await File.WriteAllTextAsync(Path.Combine(folder, "line\nbreak"), "x", Ct);
        await WriteAsync("good", "x");

        (await _files.ListAsync(_id, JobFileArea.Output, Ct)).Select(f => f.Name).Should().Equal("good");
    }

    [Fact]
    public async Task Of_what_hostile_work_leaves_only_its_regular_files_are_served_and_the_rest_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes, sockets and devices are those of Linux.");
        var log = new LogLines();
        var files = new JobFiles(new JobFilesOptions { Root = Root }, new LoggerFactory([log]).CreateLogger<JobFiles>());
        var folder = files.GetDirectory(_id, JobFileArea.Output);
        var secret = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "secret", Ct);
        await Sh($"""
            cd {folder}; echo own >own; ln own second; ln -s {secret} link; ln -s /etc folder-link; ln -s own inner; mkfifo pipe; mkdir folder; echo x >folder/f
            echo x >"$(printf 'two\nlines')"; echo x >..; echo x >'..\x'; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
            mknod zero c 1 5; mknod null c 1 3; true
            """);

        (await files.ListAsync(_id, JobFileArea.Output, Ct)).Select(f => f.Name).Should().Equal("own", "second");

        var left = new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(e => e.Name).Where(n => n is not ("own" or "second")).ToList();
        foreach (var name in left.Where(n => JobFileName.IsSafe(n, out _)))
        {
            (await files.OpenReadAsync(_id, JobFileArea.Output, name, Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct)).Should().BeNull(name);
        }

        left.Should().Contain(["link", "folder-link", "inner", "pipe", "folder", "two\nlines"]);
        log.Lines.Count(l => l.Contains("left out", StringComparison.Ordinal)).Should().Be(left.Count - 1, "the folder aside, each is named");
    }

    [Fact]
    public async Task A_second_name_of_another_accounts_file_is_not_served()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root may give files away");
        var folder = _files.GetDirectory(_id, JobFileArea.Output);
        await Sh($"cd {folder}; echo secret >{_folder.FullName}/theirs; chown 65534 {_folder.FullName}/theirs; ln {_folder.FullName}/theirs hard; echo x >given; chown 65534 given");

        (await _files.ListAsync(_id, JobFileArea.Output, Ct)).Select(f => f.Name).Should().Equal("given");
        (await _files.OpenReadAsync(_id, JobFileArea.Output, "hard", Ct)).Should().BeNull();

        await Sh($"chown 65534 {folder}");
        (await _files.ListAsync(_id, JobFileArea.Output, Ct)).Select(f => f.Name).Should().Equal("given", "hard");
    }

    [Fact]
    public async Task A_file_that_turns_into_a_link_pipe_or_folder_at_any_moment_never_shows_what_is_outside_and_never_blocks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere paths are judged before they are opened.");
        var path = Path.Combine(_files.GetDirectory(_id, JobFileArea.Output), "f");
        var secret = Path.Combine(_folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "secret", Ct);
        await WriteAsync("f", "own");
        await Sh($"mkfifo {_folder.FullName}/pipe");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                File.Move(path, path + ".own");
                if (i % 3 == 0)
                {
                    File.CreateSymbolicLink(path, secret);
                    File.Delete(path);
                }
                else if (i % 3 == 1)
                {
                    File.Move(Path.Combine(_folder.FullName, "pipe"), path);
                    File.Move(path, Path.Combine(_folder.FullName, "pipe"));
                }
                else
                {
                    Directory.CreateDirectory(path);
                    Directory.Delete(path);
                }

                File.Move(path + ".own", path);
            }
        }, Ct);

        var own = 0;
        for (var i = 0; i < 5000; i++)
        {
            await using var opened = await _files.OpenReadAsync(_id, JobFileArea.Output, "f", Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct);
            if (opened is not null)
            {
                (await new StreamReader(opened.Stream!).ReadToEndAsync(Ct)).Should().Be("own");
                own++;
            }
        }

        await stop.CancelAsync();
        await swapping;
        own.Should().BePositive();
    }

    [Fact]
    public async Task What_the_work_locked_is_deleted_all_the_same()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no modes.");
            return;
        }

        var inner = Directory.CreateDirectory(Path.Combine(_files.GetDirectory(_id, JobFileArea.Output), "a", "b"));
        await File.WriteAllTextAsync(Path.Combine(inner.FullName, "f"), "x", Ct);
        inner.UnixFileMode = UnixFileMode.None;
        inner.Parent!.UnixFileMode = UnixFileMode.None;

        await _files.DeleteAsync(_id, null, Ct);

        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_killed_process_left_unfinished_is_never_listed_and_goes_with_its_job()
    {
        await WriteAsync("f", "x");
        var unfinished = Path.Combine(Root, _id.Value[^2..], _id.Value, "unfinished");
        await File.WriteAllTextAsync(Path.Combine(unfinished, "leftover"), "x", Ct);

        (await _files.ListAsync(_id, JobFileArea.Output, Ct)).Should().ContainSingle();
        await _files.DeleteAsync(_id, null, Ct);

        Directory.Exists(unfinished).Should().BeFalse();
    }

    [Fact]
    public async Task Strangers_in_the_root_are_no_jobs()
    {
        await WriteAsync("f", "x");
        Directory.CreateDirectory(Path.Combine(Root, "lost+found", "x"));
        Directory.CreateDirectory(Path.Combine(Root, "zz", JobId.New(TimeProvider.System).Value[..^2] + "00"));
        await File.WriteAllTextAsync(Path.Combine(Root, "note"), "x", Ct);

        List<JobId> jobs = [];
        await foreach (var job in _files.ListJobsAsync(Ct))
        {
            jobs.Add(job);
        }

        jobs.Should().Equal(_id);
    }

    private static async Task Sh(string script)
    {
        using var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", script]);
        await shell.WaitForExitAsync(Ct);
    }

    private async Task WriteAsync(string name, string text) => await _files.WriteAsync(_id, JobFileArea.Output, name, null, Bytes(text), Ct);

    private async Task<string> ReadAsync(string name)
    {
        await using var opened = await _files.OpenReadAsync(_id, JobFileArea.Output, name, Ct);
        return await new StreamReader(opened!.Stream!).ReadToEndAsync(Ct);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
