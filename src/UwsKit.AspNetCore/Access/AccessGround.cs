namespace UwsKit;

/// <summary>Why a caller may touch a job.</summary>
internal enum AccessGround
{
    /// <summary>It is his own.</summary>
    Owner,
    /// <summary>It is nobody's, and he knows its URL.</summary>
    Nobodys,
    /// <summary>He is an administrator: all may be seen and changed.</summary>
    Admin,
    /// <summary>He is an operator: all may be seen.</summary>
    Operator,
    /// <summary>The owner shares it with him or a group of his: it may be seen.</summary>
    Shared,
    /// <summary>He has a signed link: it may be seen.</summary>
    Link,
}
