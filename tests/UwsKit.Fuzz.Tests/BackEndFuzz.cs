using UwsKit.Managers.Moab;
using UwsKit.Managers.Slurm;

namespace UwsKit.Fuzz;

/// <summary>What the programs of batch systems print.</summary>
public sealed class BackEndFuzz
{
    [Fact]
    public void SLURM_output() => Fuzz.Text(
        [
            "17|RUNNING|None|2026-01-01T00:00:00|2026-01-01T00:00:01|2026-01-01T01:00:00|uws-abc|uwskit:j0123:1\n18|PENDING|Resources|2026-01-01T00:00:00|N/A|N/A|x|(null)\n",
            "17|COMPLETED|0:0|2026-01-01T00:00:00|2026-01-01T00:00:01|2026-01-01T00:00:02|uws-abc\n17.batch|COMPLETED|0:0||||batch\n",
            "JobId=17 JobName=uws-abc\n   JobState=FAILED Reason=NonZeroExitCode Dependency=(null)\n   ExitCode=1:0\n", "Submitted batch job 17 on cluster linux", "17;linux",
            "sbatch: Job 17 to start at 2026-01-01T00:00:00 using 1 processors on nodes n1 in partition debug", "slurm_load_jobs error: Invalid job id specified",
        ],
        text =>
        {
            SlurmText.ReadQueue(text).Count.Should().BeLessThanOrEqualTo(text.Count(c => c == '\n') + 1);
            SlurmText.ReadAccounting(text).Count.Should().BeLessThanOrEqualTo(text.Count(c => c == '\n') + 1);
            _ = SlurmText.ReadJob(text);
            _ = SlurmText.ReadStart(text);
            SlurmText.ReadSubmitted(text)?.Should().MatchRegex("^[0-9]+$");
            SlurmText.Error(text).Should().NotContain("\0");
        });

    [Fact]
    public void Moab_XML_and_text() => Fuzz.Text(
        [
            """<?xml version="1.0"?><Data><Object>queue</Object><cluster LocalActiveNodes="1"/><queue count="1" option="active"><job JobID="Moab.17" JobName="uws-abc" State="Running" StartTime="1770000000" User="u"/></queue></Data>""",
            """<Data><job JobID="17" State="Completed" CompletionCode="0"><req/></job></Data>""", "\nMoab.17\n", "ERROR:  invalid job specified (Moab.17)\n", "job 'Moab.17' cancelled",
        ],
        text =>
        {
            Fuzz.Refusing<UwsException>(() => _ = MoabXml.Read("showq", text));
            Fuzz.Refusing<UwsException>(() =>
            {
                if (MoabText.ReadSubmitted(text) is { } id)
                {
                    MoabText.IsId(id).Should().BeTrue();
                    id.Should().NotStartWith("-");
                }
            });

            foreach (var cancelled in MoabText.Cancelled(text))
            {
                cancelled.Should().NotBeEmpty();
            }

            _ = (MoabText.IsUnknownJob(text), MoabText.IsDoubtful(text), MoabText.IsAway(text), MoabText.IsForbidden(text));
        });
}
