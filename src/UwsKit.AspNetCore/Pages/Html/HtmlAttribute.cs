using System.Diagnostics.CodeAnalysis;

namespace UwsKit;

/// <summary>
/// An attribute that is there or not, inside a tag: <c>$"&lt;input{new HtmlAttribute("checked", isOn)}{new HtmlAttribute("min", least)}&gt;"</c>. Immutable.
/// </summary>
public readonly record struct HtmlAttribute
{
    /// <summary>An attribute with a value; left out when this is null.</summary>
    public HtmlAttribute([ConstantExpected] string name, string? value) => (Name, Value, IsThere) = (name, value, value is not null);

    /// <summary>An attribute without a value.</summary>
    public HtmlAttribute([ConstantExpected] string name, bool isThere) => (Name, IsThere) = (name, isThere);

    /// <summary>Its name.</summary>
    public string Name { get; }
    /// <summary>Its value; null = it has none.</summary>
    public string? Value { get; }
    /// <summary>Whether it is written.</summary>
    public bool IsThere { get; }
}
