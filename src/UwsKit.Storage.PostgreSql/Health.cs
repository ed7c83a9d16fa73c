using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.PostgreSql;

/// <summary>Whether the database is there, told by PostgreSQL's errors. Thread-safe.</summary>
internal sealed class Health(string database, ILogger logger) : OutageGate
{
    protected override bool IsFault(Exception e) => Faults.IsFault(e);

    protected override bool IsCrowded(Exception e) => Faults.IsCrowded(e);

    protected override bool ConcernsWritesOnly(Exception e) => Faults.ConcernsAllWrites(e);

    protected override string Reason(Exception e) => Faults.Reason(e);

    protected override void SayAway(string reason) => logger.Away(database, reason);

    protected override void SayBack() => logger.Back(database);

    protected override void SayCrowded(string reason) => logger.Crowded(database, reason);
}
