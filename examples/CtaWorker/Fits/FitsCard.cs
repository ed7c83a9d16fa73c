namespace CtaWorker.Fits;

/// <summary>
/// One header entry. The value is a <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
/// or null for a commentary card or an undefined value.
/// </summary>
internal sealed record FitsCard(string Keyword, object? Value, string? Comment = null);
