namespace UwsKit;

/// <summary>Metadata of a route whose requests carry a key of its own in <c>Authorization</c>: no user's credentials are looked for there.</summary>
internal sealed class OwnKey;
