namespace UwsKit.Storage.Sqlite;

/// <summary>The limits of a write, and what they count.</summary>
/// <param name="Job">The record to be written.</param>
/// <param name="Limits">What its owner may have in its list.</param>
internal sealed record OwnerScope(Job Job, OwnerLimits Limits);
