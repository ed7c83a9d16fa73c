namespace UwsKit;

/// <summary>One value as a client sent it, before the description has judged it.</summary>
/// <param name="Name">The name as sent.</param>
/// <param name="Value">The text; null for a file.</param>
/// <param name="File">The file part, already in the job's input area; null for text.</param>
public sealed record PostedValue(string Name, string? Value, JobFile? File = null);
