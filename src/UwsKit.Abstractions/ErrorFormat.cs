namespace UwsKit;

/// <summary>The form of <c>{job}/error</c> (UWS 1.1 §2.2.2.5).</summary>
public enum ErrorFormat
{
    /// <summary>Plain text.</summary>
    Text,
    /// <summary>A DALI error VOTable.</summary>
    VOTable,
}
