namespace UwsKit;

/// <summary>What callers without an identity may do in a job list.</summary>
public enum AnonymousPolicy
{
    /// <summary>Nothing: 401.</summary>
    Off,
    /// <summary>Create jobs, and do all with a job without an owner whose URL they know; the list shows them none.</summary>
    Unlisted,
    /// <summary>The same, and the list shows them all jobs without an owner.</summary>
    Public,
}

/// <summary>With whom owners may share their jobs, to read only.</summary>
public enum SharingPolicy
{
    /// <summary>With nobody; what was shared before is closed as well.</summary>
    Off,
    /// <summary>With users and groups.</summary>
    Users,
    /// <summary>Also with whoever has a signed link, until it expires.</summary>
    Links,
}
