using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace UwsKit.Clusters;

/// <summary>The example service on SLURM, by configuration alone.</summary>
public sealed class CtaTests(SlurmDev cluster)
{
    [Fact, Rule(141)]
    public async Task Simulate_and_skymap_run_on_the_cluster_and_give_what_they_give_on_the_server()
    {
        await using var host = await ClusterHost.StartAsync(cluster);

        await SameAsync(host, "simulate", "events", ("seed", "7"), ("duration", "60"));
        await SameAsync(host, "skymap", "result", ("width", "3"));
    }

    [Fact]
    public async Task A_map_of_a_simulated_event_list_given_by_its_URL_is_made_on_the_cluster()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var simulate = host.Jobs("simulate");
        var events = Result(await CompletedAsync(simulate, await simulate.CreateAsync(("seed", "3"), ("duration", "60"), ("PHASE", "RUN"))), "events");

        var skymap = host.Jobs("skymap");
        var job = await skymap.CreateAsync(("events", events), ("PHASE", "RUN"));

        await CompletedAsync(skymap, job);
        using var summary = JsonDocument.Parse(await skymap.BytesAsync(job, "summary"));
        summary.RootElement.ValueKind.Should().Be(JsonValueKind.Object);
        (await skymap.BytesAsync(job, "preview")).Should().StartWith([0x89, (byte)'P', (byte)'N', (byte)'G']);
    }

    [Fact]
    public async Task The_check_says_whether_the_cluster_answers()
    {
        cluster.Need();
        await using var folder = new TestFolder();
        var (status, output) = await ServiceHost.RunAsync(Places.CtaService, folder, ClusterHost.Settings(cluster, folder, "--check"));
        status.Should().Be(0, output);
        output.Should().Contain("Manager cluster answers.").And.Contain("Manager local answers.");

        (status, output) = await ServiceHost.RunAsync(
            Places.CtaService, folder, ClusterHost.Settings(cluster, folder, "--check", "--Uws:Managers:cluster:CommandPath=/nowhere"));
        status.Should().Be(69, output);
        output.Should().Contain("Manager cluster does not answer").And.Contain("'scontrol' is not in /nowhere").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_wrong_manager_is_answered_400_with_the_allowed_ones()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var (status, _, body) = await host.Jobs("skymap").PostAsync(host.Jobs("skymap").Url, ("MANAGER", "moon"), ("PHASE", "RUN"));
        status.Should().Be(System.Net.HttpStatusCode.BadRequest);
        body.Should().Contain("'moon'").And.Contain("cluster, local");
    }

    private static async Task SameAsync(ClusterHost host, string list, string main, params (string, string)[] parameters)
    {
        var jobs = host.Jobs(list);
        var here = await jobs.CreateAsync([.. parameters, ("MANAGER", "local"), ("PHASE", "RUN")]);
        var there = await jobs.CreateAsync([.. parameters, ("PHASE", "RUN")]);
        var local = await CompletedAsync(jobs, here);
        var remote = await CompletedAsync(jobs, there);

        Parameter(remote, "MANAGER").Should().Be("cluster");
        Parameter(local, "MANAGER").Should().Be("local");
        Kinds(remote).Should().Equal(Kinds(local));
        var cards = Cards(await jobs.BytesAsync(there, main));
        cards[0].Should().StartWith("SIMPLE  =");
        cards.Should().Equal(Cards(await jobs.BytesAsync(here, main)));
    }

    // A FITS file in its records of 80 bytes, without those that say when and by which job it was made, and the sum over these.
    private static List<string> Cards(byte[] file)
        => [.. file.Chunk(80).Select(c => Encoding.Latin1.GetString(c)).Where(c => c.Length < 9 || c[..9] is not ("DATE    =" or "JOBID   =" or "JOBURL  =" or "CHECKSUM="))];

    private static List<(string?, string?)> Kinds(XDocument job)
        => [.. job.Descendants(UwsClient.Uws + "result").Select(r => ((string?)r.Attribute("id"), (string?)r.Attribute("mime-type")))];

    private static string Result(XDocument job, string id)
        => (string)job.Descendants(UwsClient.Uws + "result").Single(r => (string?)r.Attribute("id") == id).Attribute(XName.Get("href", "http://www.w3.org/1999/xlink"))!;

    private static string Parameter(XDocument job, string id) => job.Descendants(UwsClient.Uws + "parameter").Single(p => (string?)p.Attribute("id") == id).Value;

    private static async Task<XDocument> CompletedAsync(UwsClient list, string job)
    {
        var document = await list.EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
        return document;
    }
}
