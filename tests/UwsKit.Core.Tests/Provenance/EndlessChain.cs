using System.Globalization;

namespace UwsKit.Core.Tests.Provenance;

/// <summary>Kept provenance of a million jobs, each of which used the result of the one before; every key leads to as many jobs as are asked for. Nothing of it is stored.</summary>
internal sealed class EndlessChain(bool isFan) : IProvenanceArchive
{
    public const int Jobs = 1_000_000;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public int Reads { get; private set; }

    public static JobId Id(int n) => JobId.Parse(string.Create(CultureInfo.InvariantCulture, $"j{n:D30}"));

    public ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct)
    {
        Reads++;
        var n = int.Parse(job.Value.AsSpan(1), CultureInfo.InvariantCulture);
        var record = new ProvenanceRecord(new()
        {
            Id = job, JobList = "probe", OwnerId = "anna", Phase = ExecutionPhase.Completed, CreationTime = Noon, StartTime = Noon, EndTime = Noon, Version = 1,
            Parameters = [new("image", $"http://h/uws/probe/{Id(isFan ? 0 : (n + 1) % Jobs)}/results/r") { ByReference = true, File = new("f1", 5) { Sha256 = new('a', 64) } }],
            Results = [new("r", "r") { Size = 5, Sha256 = new('a', 64) }],
        });
        return new(n < Jobs ? new ProvenanceEntry(job, [], record.Serialize()) : null);
    }

    public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
        => new([.. Enumerable.Range(1, Math.Min(take, Jobs - 1)).Select(Id)]);

    public ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct) => default;
    public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct) => new([]);
    public ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct) => default;
}
