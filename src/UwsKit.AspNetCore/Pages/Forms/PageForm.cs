namespace UwsKit;

/// <summary>What a form of a page sent. Its own fields have names that no parameter can have: they begin with <c>~</c>.</summary>
/// <param name="All">In the order received.</param>
internal sealed record PageForm(IReadOnlyList<PostedValue> All)
{
    public const string Token = "~token";
    public const string Action = "~do";
    public const string Sure = "~sure";
    public const string From = "~from";
    public const string Keep = "~keep";

    /// <summary>The last value of a field of the page itself.</summary>
    public string? Own(string name) => All.LastOrDefault(v => v.Name == name)?.Value;

    /// <summary>The parameters. A field that was left empty is none; line ends are those of programs, not of forms.</summary>
    public IReadOnlyList<PostedValue> Values { get; } =
    [
        .. All.Where(v => !v.Name.StartsWith('~') && (v.File is not null || v.Value is { Length: > 0 }))
            .Select(v => v.Value?.Contains('\r', StringComparison.Ordinal) == true ? v with { Value = v.Value.ReplaceLineEndings("\n") } : v),
    ];

    /// <summary>Reads the duration of a form: as people write it; empty = null.</summary>
    public TimeSpan? Duration() => Text(ControlParameters.ExecutionDuration) is not { } text ? null
        : UwsDuration.TryParse(text, out var duration) ? duration
        : ControlParameters.ReadDigits(text) is { } seconds ? TimeSpan.FromSeconds(seconds)
        : throw ControlParameters.Bad(ControlParameters.ExecutionDuration, text, $"{UwsDuration.Allowed}; empty for the default");

    /// <summary>Reads the destruction time of a form; empty = null.</summary>
    public DateTimeOffset? Destruction() => Text(ControlParameters.Destruction) is { } text ? ControlParameters.ReadDestruction(text) : null;

    /// <summary>The last value of a field that is not empty.</summary>
    public string? Text(string name) => Values.LastOrDefault(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>The job's own parameters.</summary>
    public IReadOnlyList<PostedValue> Parameters() => new PostedForm(Values, []).JobParameters();
}
