namespace CtaWorker;

/// <summary>A numeric parameter: the range that is allowed, both ends included, and what it is when not given.</summary>
internal sealed record NumberParameter(string Name, double? Default, double Min, double Max, string Unit, string Text)
{
    public bool IsInteger { get; init; }
}
