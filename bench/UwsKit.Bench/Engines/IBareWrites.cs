namespace UwsKit.Bench;

/// <summary>Durable inserts of a copy of one row under new ids, with nothing of UwsKit between caller and engine. Thread-safe.</summary>
internal interface IBareWrites : IAsyncDisposable
{
    /// <summary>How the engine is driven, for the table.</summary>
    string How { get; }

    /// <summary>Returns after the commit.</summary>
    Task InsertAsync(string id);
}
