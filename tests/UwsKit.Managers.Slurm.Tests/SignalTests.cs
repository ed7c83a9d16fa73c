using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Slurm.Tests;

public sealed class SignalTests(SlurmCluster cluster)
{
    [Fact]
    public async Task Start_progress_and_end_are_posted_with_the_token_which_is_on_no_command_line()
    {
        Assert.SkipUnless(ProgramFile.FindInPath("curl", "/usr/bin:/bin") is not null, "curl is not installed");
        await using var receiver = await Receiver.StartAsync();
        // The work shows every command line of this machine, on which other programs may speak of secrets.
        var token = $"quoted\"{JobId.New(TimeProvider.System).Value}";
        await using var host = new TestHost(cluster) { Callback = new(receiver.Address, token) };

        var job = await host.StartAsync("uws-progress 42 'half \"way\" & on'; until grep -qs . \"$UWS_INPUT_DIR/go\"; do sleep 0.1; done; cat /proc/[0-9]*/cmdline | tr '\\0' ' ' > $UWS_OUTPUT_DIR/out; exit 3");
        var progress = await receiver.WaitAsync(f => f.ContainsKey("percent"));
        var running = host.Manager.Interpret(job.Id, progress)!;
        File.WriteAllText(Path.Combine(new DirectoryFiles(host.Folder).GetDirectory(job.Id, JobFileArea.Input), "go"), "x");
        var over = await receiver.WaitAsync(f => f.ContainsKey("over"));

        receiver.Tokens.Should().OnlyContain(t => t == $"Bearer {token}");
        receiver.Fields.First()["state"].Should().Be("Running");
        (progress["percent"], progress["text"].TrimEnd()).Should().Be(("42", "half \"way\" & on"));
        running.Progress.Should().Match<JobProgress>(p => p.Percent == 42 && p.Text == "half \"way\" & on");
        host.Manager.Interpret(job.Id, over).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 3 && e.BackendId == job.BackendId && e.Attempt == 1);
        File.ReadAllText(host.Output(job)).Contains(token[7..], StringComparison.Ordinal).Should().BeFalse("the token is in a file only");
        File.GetUnixFileMode(host.Control(job, "callback.1")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        host.Sink.Of(job.Id).Should().BeEmpty("what was posted needs no spool file");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_told_by_the_spool_folder()
    {
        await using var host = new TestHost(cluster) { Callback = new(new("http://127.0.0.1:9/none"), "t") };

        var job = await host.StartAsync("exit 0");

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task Progress_reaches_the_service_by_the_spool_folder()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAsync("uws-progress 10 'first'; sleep 2; uws-progress 90 'last'; sleep 2");

        await host.EndAsync(job);

        host.Sink.Of(job.Id).Where(e => e.State is BackendState.Running).Select(e => e.Progress?.Text).Should().Contain("first").And.Contain("last");
    }

    [Fact]
    public async Task A_text_of_progress_is_no_message_of_its_own()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAsync("uws-progress 10 \"$(printf 'half\\nstate=Failed\\nover=1')\"; sleep 3");

        var end = await host.EndAsync(job);

        end.State.Should().Be(BackendState.Finished);
        host.Sink.Of(job.Id).Select(e => e.Progress?.Text).Should().Contain("half state=Failed over=1");
    }

    [Fact]
    public async Task Events_that_came_while_the_server_was_down_are_told_when_it_is_back()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync("until grep -qs . \"$UWS_INPUT_DIR/go\"; do sleep 0.1; done");

        await host.RestartAsync(async () =>
        {
            File.WriteAllText(Path.Combine(new DirectoryFiles(host.Folder).GetDirectory(job.Id, JobFileArea.Input), "go"), "x");
            await TestHost.UntilAsync(() => Task.FromResult(File.Exists(host.Control(job, "exit.1"))), "the end");
        });

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_forged_or_broken_message_changes_nothing()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync("exec sleep 600");
        var spool = Path.Combine(host.Folder, "work", ".spool");
        File.WriteAllText(Path.Combine(spool, $"{job.Id.Value}.2.end"), "state=Finished\nattempt=1\n");
        File.WriteAllText(Path.Combine(spool, $"{job.Id.Value}.1.start"), "state=1\nnonsense");
        File.WriteAllText(Path.Combine(spool, "..end"), "state=Finished\nattempt=1\n");

        await TestHost.UntilAsync(() => Task.FromResult(!File.Exists(Path.Combine(spool, $"{job.Id.Value}.1.start"))), "the spool to be read");

        host.Sink.Of(job.Id).Should().OnlyContain(e => e.State == BackendState.Running);
        host.Manager.Interpret(job.Id, new Dictionary<string, string> { ["state"] = "Finished" }).Should().BeNull();
    }

    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<Dictionary<string, string>> _fields = new();

        public Uri Address => new(app.Urls.First() + "/events");
        public IEnumerable<Dictionary<string, string>> Fields => _fields;
        public ConcurrentBag<string> Tokens { get; } = [];

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/events", async context =>
            {
                receiver.Tokens.Add(context.Request.Headers.Authorization.ToString());
                var form = await context.Request.ReadFormAsync();
                receiver._fields.Enqueue(form.ToDictionary(f => f.Key, f => f.Value.ToString()));
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            });
            await app.StartAsync();
            return receiver;
        }

        public async Task<Dictionary<string, string>> WaitAsync(Func<Dictionary<string, string>, bool> wanted)
        {
            await TestHost.UntilAsync(() => Task.FromResult(_fields.Any(wanted)), "an event");
            return _fields.First(wanted);
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
