namespace UwsKit;

/// <summary>Who asks for a resource of amina's job. The order is that of the table's columns.</summary>
internal enum Caller
{
    /// <summary>No credentials.</summary>
    Nobody,
    /// <summary>amina, by her password.</summary>
    Owner,
    /// <summary>Another user.</summary>
    Other,
    /// <summary>A member of the group that the job is shared with.</summary>
    Member,
    /// <summary>The user that the job is shared with.</summary>
    Reader,
    /// <summary>No credentials, but a signed link of the job.</summary>
    Link,
    /// <summary>amina's personal token, for reading only.</summary>
    ReadToken,
    Operator,
    Admin,
    /// <summary>amina, by a wrong password.</summary>
    Wrong,
    /// <summary>amina's personal token, which has expired.</summary>
    Expired,
}
