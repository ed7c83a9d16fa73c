using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace UwsKit;

/// <summary>What a client sees of a job as it lives.</summary>
public sealed class LifeTests
{
    private static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    [Fact]
    [Rule(129, 130, 139, 143, 192)]
    public async Task The_normal_course_shows_each_phase_in_order_and_no_result_too_early()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await SeesAsync("PENDING");
        (await app.Client.GetAsync($"{path}/quote")).StatusCode.Should().Be(HttpStatusCode.OK);
        await app.PostAsync($"{path}/phase", "PHASE=RUN").ShouldSeeOtherAsync(path);
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), default);
        await SeesAsync("QUEUED");
        await app.Manager.RunAsync(UwsApp.IdOf(path));
        await SeesAsync("EXECUTING");
        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        await SeesAsync("COMPLETED");

        async Task SeesAsync(string phase)
        {
            var job = XDocument.Parse(await app.TextAsync(path)).Root!;
            job.Element(Uws + "phase")!.Value.Should().Be(phase);
            (await app.TextAsync($"{path}/phase")).Should().Be(phase);
            job.Element(Uws + "results")!.Elements().Should().BeEmpty();
            Schemas.ValidateUws(job.ToString());
        }
    }

    [Theory]
    [Rule(58, 135, 136, 137, 138)]
    [InlineData("HELD")]
    [InlineData("SUSPENDED")]
    [InlineData("UNKNOWN")]
    [InlineData("ARCHIVED")]
    public async Task Every_other_phase_is_shown_as_it_is(string phase)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        ExecutionPhaseWords.TryParse(phase, out var parsed);
        await app.EditAsync(path, j => j with { Phase = parsed });
        (await app.TextAsync($"{path}/phase")).Should().Be(phase);
        Schemas.ValidateUws(await app.TextAsync(path));
    }

    [Fact]
    [Rule(57)]
    public async Task The_execution_duration_fits_the_schema_however_long_it_is()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("EXECUTIONDURATION=99999999999");
        (await app.TextAsync($"{path}/executionduration")).Should().Be("2147483647");
        Schemas.ValidateUws(await app.TextAsync(path));
        (await app.TextAsync($"{await app.CreateAsync()}/executionduration")).Should().Be("0", "no limit");
    }

    [Fact]
    [Rule(59, 60, 4)]
    public async Task Progress_is_in_jobInfo_under_a_namespace_of_ours()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.EditAsync(path, j => j with { Progress = new(40, "half <way>", j.CreationTime) });
        var xml = await app.TextAsync(path);
        XDocument.Parse(xml).Root!.Element(Uws + "jobInfo")!.Descendants().Should().OnlyContain(e => e.Name.NamespaceName == "urn:uwskit:jobinfo");
        xml.Should().NotContain("schemaLocation");
        Schemas.ValidateUws(xml);
    }

    [Fact]
    [Rule(202)]
    public async Task A_failure_that_may_pass_is_transient()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.Manager.ReportAsync(UwsApp.IdOf(path), BackendState.Failed, e => e with { Message = "node failure", Transient = true });
        (await app.TextAsync(path)).Should().Contain("type=\"transient\"").And.Contain("node failure");
    }

    [Fact]
    [Rule(162, 163, 172)]
    public async Task Past_its_destruction_time_a_job_is_gone()
    {
        var time = new FakeTimeProvider(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<TimeProvider>(time));
        var path = await app.CreateAsync("DESTRUCTION=2026-01-01T01:00:00Z");
        (await app.Client.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromHours(1));
        await app.Client.GetAsync(path).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Rule(173, 174, 138)]
    public async Task Past_its_destruction_time_the_record_may_stay()
    {
        var time = new FakeTimeProvider(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var app = await UwsApp.StartAsync(list: new() { Archive = ArchivePolicy.AtDestruction }, build: b => b.Services.AddSingleton<TimeProvider>(time));
        var path = await app.CreateAsync("DESTRUCTION=2026-01-01T01:00:00Z&text=kept");
        time.Advance(TimeSpan.FromHours(1));
        (await app.TextAsync($"{path}/phase")).Should().Be("ARCHIVED");
        (await app.TextAsync($"{path}/parameters/text")).Should().Be("kept");
        (await app.ListAsync()).Should().BeEmpty();
        (await app.ListAsync("?PHASE=ARCHIVED")).Should().ContainSingle();
    }

    [Fact]
    [Rule(151)]
    public async Task Of_RUN_and_ABORT_at_once_the_job_ends_in_one_true_phase()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.PostAsync($"{path}/phase", i % 2 == 0 ? "PHASE=ABORT" : "PHASE=RUN")));
        answers.Select(a => (int)a.StatusCode).Should().OnlyContain(s => s == 303 || s == 403);
        (await app.TextAsync($"{path}/phase")).Should().Be("ABORTED");
    }
}
