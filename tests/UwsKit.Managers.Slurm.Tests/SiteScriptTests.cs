using System.Diagnostics;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>The site's script runs as the cluster's administrator on what any user of the cluster says.</summary>
public sealed class SiteScriptTests : IDisposable
{
    private const string Job = "j0123456789abcdefghjkmnpqrstvwx";
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-site-").FullName;

    public SiteScriptTests()
    {
        Directory.CreateDirectory(Spool);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "site", "uws-job-ended"), Script);
        File.SetUnixFileMode(Script, UnixFiles.Executable);
        File.WriteAllText(Script + ".roots", $"/somewhere/else\n{Root}\n");
    }

    private string Script => Path.Combine(_folder, "uws-job-ended");
    private string Root => Path.Combine(_folder, "root");
    private string Spool => Path.Combine(Root, ".spool");

    [Theory]
    [InlineData("WORK_DIR"), InlineData("SLURM_JOB_WORK_DIR")]
    public void The_end_of_a_job_is_told_by_the_name_of_a_file(string variable)
    {
        Run(variable, $"{Root}/{Job}/work");

        Left().Should().Equal($"root/.spool/{Job}.0.ended");
        Run(variable, $"{Root}/{Job}/work");
        Left().Should().HaveCount(1);
    }

    [Theory]
    [InlineData("ROOT/JOB"), InlineData("ROOT/JOB/work/work"), InlineData("ROOT/x/work"), InlineData("/other/JOB/work"), InlineData("ROOT/../root/JOB/work"), InlineData("JOB/work")]
    [InlineData("/other\nROOT/JOB/work"), InlineData("ROOT\n/other/JOB/work"), InlineData("ROOT/./JOB/work"), InlineData("ROOT/j../../../../../tmp/work"), InlineData("ROOT/JOB\n/work"), InlineData("")]
    public void Any_other_folder_leaves_nothing(string folder)
    {
        Run("WORK_DIR", folder.Replace("ROOT", Root).Replace("JOB", Job));

        Left().Should().BeEmpty();
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        var target = Path.Combine(_folder, "target");
        File.CreateSymbolicLink(Path.Combine(Spool, $"{Job}.0.ended"), target);

        Run("WORK_DIR", $"{Root}/{Job}/work");

        File.Exists(target).Should().BeFalse();
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_does_not_keep_the_controller_waiting()
    {
        using (var made = Process.Start("mkfifo", Path.Combine(Spool, $"{Job}.0.ended")))
        {
            await made.WaitForExitAsync();
        }

        var run = Task.Run(() => Run("WORK_DIR", $"{Root}/{Job}/work"));
        var ended = await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(30))) == run;
        if (!ended)
        {
            // Lets the script go.
            await File.ReadAllTextAsync(Path.Combine(Spool, $"{Job}.0.ended"));
        }

        ended.Should().BeTrue();
        await run;
        Left().Should().Equal($"root/.spool/{Job}.0.ended");
    }

    [Fact]
    public void A_spool_folder_that_is_a_link_gets_nothing()
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, "target")).FullName;
        Directory.Delete(Spool);
        File.CreateSymbolicLink(Spool, target);

        Run("WORK_DIR", $"{Root}/{Job}/work");

        Directory.EnumerateFileSystemEntries(target).Should().BeEmpty();
    }

    [Fact]
    public void Without_a_list_of_roots_nothing_is_done()
    {
        File.Delete(Script + ".roots");

        Run("WORK_DIR", $"{Root}/{Job}/work");

        Left().Should().BeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IEnumerable<string> Left() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(Script, StringComparison.Ordinal)).Select(f => Path.GetRelativePath(_folder, f));

    private void Run(string variable, string value)
    {
        var info = new ProcessStartInfo(Script) { RedirectStandardError = true, WorkingDirectory = "/" };
        info.Environment.Clear();
        info.Environment[variable] = value;
        using var process = Process.Start(info)!;
        process.StandardError.ReadToEnd().Should().BeEmpty();
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }
}
