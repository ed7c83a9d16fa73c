namespace UwsKit;

/// <summary>What became of a write within limits.</summary>
public enum QuotaVerdict
{
    /// <summary>The record is stored.</summary>
    Written,
    /// <summary>The id is taken, or the version is no longer the stored one. Nothing was written, as in all cases below.</summary>
    Conflict,
    /// <summary>The owner would have more active jobs than allowed.</summary>
    TooManyActive,
    /// <summary>The owner would have more jobs than allowed.</summary>
    TooManyStored,
    /// <summary>The owner's files would be larger than allowed.</summary>
    TooManyBytes,
}
