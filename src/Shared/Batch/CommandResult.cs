namespace UwsKit.Batch;

/// <summary>What a command of the batch system answered.</summary>
/// <param name="ExitCode">Its exit status; null = there is none: it took too long and was stopped, or said too much.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(int? ExitCode, string Output, string Error);
