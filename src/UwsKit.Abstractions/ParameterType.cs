namespace UwsKit;

/// <summary>The types of a parameter. Values are literals of DALI 1.1 §3.3.</summary>
public enum ParameterType
{
    /// <summary>Any text that XML 1.0 can hold.</summary>
    Text,
    /// <summary>A whole number of 64 bits.</summary>
    Integer,
    /// <summary>A finite number.</summary>
    Real,
    /// <summary><c>true</c>, <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    Boolean,
    /// <summary>An ISO 8601 instant, UTC.</summary>
    Timestamp,
    /// <summary>An absolute URI.</summary>
    Uri,
    /// <summary>A file: uploaded, or an http(s) URL that the service fetches.</summary>
    File,
}
