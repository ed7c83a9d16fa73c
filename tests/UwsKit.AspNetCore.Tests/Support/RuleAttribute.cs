using System.Globalization;
using Xunit.v3;

namespace UwsKit;

/// <summary>Names the requirements of UWS 1.1 (R-numbers of the conformance map) that a test proves.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuleAttribute(params int[] rules) : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits()
        => [.. rules.Select(r => KeyValuePair.Create("R", r.ToString(CultureInfo.InvariantCulture)))];
}
