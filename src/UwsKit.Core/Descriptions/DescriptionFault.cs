namespace UwsKit;

/// <summary>One thing that is wrong with a description.</summary>
/// <param name="Place">The member in the JSON form, such as <c>parameters[2].min</c>: where the line number is looked up.</param>
/// <param name="Text">The whole line for people.</param>
internal readonly record struct DescriptionFault(string Place, string Text)
{
    /// <summary>The whole line for people: plain text, whatever names it quotes.</summary>
    public string Text { get; } = ParameterText.Cut(Text, int.MaxValue);

    /// <summary>A fault whose line begins with the place.</summary>
    public static DescriptionFault At(string place, string text) => new(place, $"{place}: {text}");
}
