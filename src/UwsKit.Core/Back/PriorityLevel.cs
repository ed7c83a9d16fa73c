namespace UwsKit;

/// <summary>Job lists of one priority.</summary>
/// <param name="Number">The priority; the lowest number stands for all that is left.</param>
/// <param name="Lists">Their names; null = every list.</param>
internal sealed record PriorityLevel(int Number, IReadOnlyList<string?> Lists);
