namespace UwsKit.Storage.MongoDb;

/// <summary>How a node hears of changes made by others.</summary>
public enum MongoDbChangeFeedMode
{
    /// <summary>By a change stream where the server offers one (a replica set or a sharded cluster), else by regular reads.</summary>
    Auto,

    /// <summary>By regular reads only: for accounts that may not open change streams.</summary>
    Off,
}
