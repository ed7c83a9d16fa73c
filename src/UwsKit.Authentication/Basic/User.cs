namespace UwsKit;

/// <summary>A line of the users file.</summary>
internal sealed record User(string Name, string Hash, IReadOnlyList<string> Groups, IReadOnlyList<string> Roles)
{
    /// <summary>Reads <c>name:hash:group,group:role,role</c>; null = it is none.</summary>
    public static User? Parse(string line) => line.Split(':') is [{ Length: > 0 } name, { Length: > 0 } hash, .. var rest] && rest.Length <= 2
        ? new(name, hash, Words(rest.ElementAtOrDefault(0)), Words(rest.ElementAtOrDefault(1))) : null;

    public string ToLine() => $"{Name}:{Hash}:{string.Join(',', Groups)}:{string.Join(',', Roles)}";

    public static IReadOnlyList<string> Words(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
