namespace UwsKit;

/// <summary>A word of a host's command line, as <c>--help</c> tells of it.</summary>
/// <param name="Word">The word, such as <c>--check</c>.</param>
/// <param name="Values">What follows it, such as <c>DIR</c>; empty = nothing.</param>
/// <param name="Meaning">What the host does instead of serving.</param>
internal sealed record HostWord(string Word, string Values, string Meaning);
