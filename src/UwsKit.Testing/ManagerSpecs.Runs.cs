using System.Text.Json;
using Xunit;

namespace UwsKit.Testing;

// What a job that runs sees and leaves.
public abstract partial class ManagerSpecs
{
    private static readonly string[] HostileValues =
    [
        "plain", "$(touch injected)", "`touch injected`", "; touch injected #", "a'b", "a\"b", "'; touch injected; '", "two words", "line one\nline two\n", "$HOME ${PATH}", "a\\b\\\\",
        "*", "~", "-n", "--help", "%s%n", "{other}", "{p0}", "é 結果 \U0001F52D", "a\tb", "&& touch injected", "| touch injected", "> injected", "!x", "",
    ];

    [Fact]
    public async Task A_job_runs_and_finishes()
    {
        var manager = await OpenAsync();

        var job = await StartAsync(manager, "exit 0");
        var end = await EndAsync(job);

        Assert.Equal((BackendState.Finished, 1), (end.State, end.Attempt));
        // The end tells when it began as well, so of a job that is over at once Running may be left out; it never comes after the end.
        var told = Sink.Of(job.Id).Select(e => e.State).Where(s => s != BackendState.Queued).Distinct().ToList();
        Assert.True(told is [BackendState.Finished] or [BackendState.Running, BackendState.Finished], string.Join(", ", told));
        Assert.Equal(BackendState.Finished, (await ProbeAsync(manager, job)).State);
    }

    [Fact]
    public async Task Outputs_are_stored_when_Finished_is_told()
    {
        var manager = await OpenAsync();
        for (var round = 0; round < 5; round++)
        {
            var job = await StartAsync(manager, "printf one > \"$UWS_OUTPUT_DIR/a.txt\"; head -c 1000000 /dev/zero > \"$UWS_OUTPUT_DIR/b.bin\"");

            await FinishAsync(job);

            Assert.Equal([("a.txt", 3L), ("b.bin", 1_000_000L)], (await Files.ListAsync(job.Id, JobFileArea.Output, Ct)).Select(f => (f.Name, f.Size)));
            Assert.Equal("one", await OutputAsync(job.Id, "a.txt"));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(75, true)]
    public async Task An_exit_status_other_than_zero_is_a_failure_with_status_and_message(int status, bool transient)
    {
        var manager = await OpenAsync();

        var end = await EndAsync(await StartAsync(manager, $"echo 'no such source' >&2; exit {status}"));

        Assert.Equal((BackendState.Failed, (int?)status, transient), (end.State, end.ExitCode, end.Transient));
        Assert.Contains("no such source", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_without_a_word_still_has_a_message()
    {
        var manager = await OpenAsync();

        var end = await EndAsync(await StartAsync(manager, "exit 4"));

        Assert.Equal(BackendState.Failed, end.State);
        Assert.False(string.IsNullOrWhiteSpace(end.Message));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_refused_or_fails_with_a_message()
    {
        var manager = await OpenAsync();
        var id = NewId();

        var outcome = await manager.SubmitAsync(Submission(id, 1, ["/nonexistent/program"], []), Ct);

        var message = outcome is SubmitOutcome.Refused refused ? refused.Message : (await Sink.WaitForAsync(id, Patience, Ct, BackendState.Failed)).Message;
        Assert.False(string.IsNullOrWhiteSpace(message));
    }

    [Fact]
    public async Task Values_reach_the_work_untouched_as_arguments_and_in_the_environment()
    {
        var manager = await OpenAsync();
        var parameters = HostileValues.Select((v, i) => new JobParameter($"p{i}", v)).ToArray();
        const string script = """
            i=0
            for value in "$@"; do printf '%s' "$value" > "$UWS_OUTPUT_DIR/a$i"; eval "v=\$UWS_PARAM_p$i"; printf '%s' "$v" > "$UWS_OUTPUT_DIR/e$i"; i=$((i+1)); done
            """;

        var job = await StartAsync(manager, NewId(), 1, Shell(script, [.. parameters.Select(p => $"{{{p.Name}}}")]), parameters);
        await FinishAsync(job);

        Assert.Null(await OutputAsync(job.Id, "injected"));
        for (var i = 0; i < parameters.Length; i++)
        {
            Assert.Equal(HostileValues[i], await OutputAsync(job.Id, $"a{i}"));
            Assert.Equal(HostileValues[i], await OutputAsync(job.Id, $"e{i}"));
        }
    }

    [Fact]
    public async Task A_value_is_put_into_the_middle_of_an_argument()
    {
        var manager = await OpenAsync();

        var job = await StartAsync(manager, NewId(), 1, Shell("printf '%s' \"$1\" > \"$UWS_OUTPUT_DIR/out\"", "--size={size}px"), new JobParameter("size", "0.02 $x"));
        await FinishAsync(job);

        Assert.Equal("--size=0.02 $xpx", await OutputAsync(job.Id, "out"));
    }

    [Fact]
    public async Task The_environment_says_who_the_job_is_and_where_its_files_are()
    {
        var manager = await OpenAsync();
        var id = NewId();
        await Files.WriteAsync(id, JobFileArea.Input, "f1", null, new MemoryStream("uploaded"u8.ToArray()), Ct);

        var job = await StartAsync(manager, id, 1, Shell("""
            printf '%s' "$UWS_JOB_ID" > "$UWS_OUTPUT_DIR/id"; cp "$UWS_INPUT_DIR/f1" "$UWS_OUTPUT_DIR/input"; cp "$UWS_PARAMETERS_FILE" "$UWS_OUTPUT_DIR/parameters"
            touch "$TMPDIR/t" "$HOME/h" && printf ok > "$UWS_OUTPUT_DIR/writable"
            """), new JobParameter("name", "a \"quoted\"\nvalue"), new JobParameter("many", "1"), new JobParameter("many", "2"));
        await FinishAsync(job);

        Assert.Equal(id.Value, await OutputAsync(id, "id"));
        Assert.Equal("uploaded", await OutputAsync(id, "input"));
        Assert.Equal("ok", await OutputAsync(id, "writable"));
        Assert.Subset(Texts(JsonElement.Parse((await OutputAsync(id, "parameters"))!)).ToHashSet(), new HashSet<string> { "a \"quoted\"\nvalue", "1", "2" });
    }

    [Fact]
    public async Task The_environment_of_the_server_does_not_reach_the_work()
    {
        Environment.SetEnvironmentVariable("UWSKIT_SPEC_SECRET", "hush");
        var manager = await OpenAsync();

        var job = await StartAsync(manager, "env > \"$UWS_OUTPUT_DIR/env\"");
        await FinishAsync(job);

        Assert.DoesNotContain("UWSKIT_SPEC_SECRET", await OutputAsync(job.Id, "env"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_output_and_error_are_kept()
    {
        Assert.SkipUnless(KeepsLogs, "This manager keeps no logs.");
        var manager = await OpenAsync();

        var job = await StartAsync(manager, "echo to-out; echo to-err >&2");
        await FinishAsync(job);

        Assert.Contains("to-out", await ReadAsync(job.Id, JobFileArea.Log, "stdout"), StringComparison.Ordinal);
        Assert.Contains("to-err", await ReadAsync(job.Id, JobFileArea.Log, "stderr"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(m => Texts(m.Value)),
        _ => [],
    };
}
