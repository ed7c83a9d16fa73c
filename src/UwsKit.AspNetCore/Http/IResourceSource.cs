namespace UwsKit;

/// <summary>Resources beside the job lists that a package of UwsKit adds.</summary>
internal interface IResourceSource
{
    /// <summary>Maps them below the prefix under which everything is.</summary>
    void Map(ResourceMap map, string prefix);
}
