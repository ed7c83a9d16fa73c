namespace UwsKit;

/// <summary>What the pages offer for signing in and out; registered by a package of authentication, absent = nothing. Thread-safe.</summary>
internal interface ISignIn
{
    /// <summary>The links for this caller.</summary>
    SignInLinks Of(UwsCall call);
}

/// <summary>URLs of pages; null = there is none, or not for this caller.</summary>
/// <param name="In">Where he signs in.</param>
/// <param name="Account">His own page.</param>
/// <param name="Out">Where a POST signs him out.</param>
internal sealed record SignInLinks(string? In, string? Account, string? Out);
