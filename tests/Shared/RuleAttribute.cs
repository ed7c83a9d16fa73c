using Xunit.v3;

namespace UwsKit;

/// <summary>The requirements of UWS 1.1 (R1–R221, see docs/conformance.md) that a test proves; shown as traits, so <c>--filter "Rule=46"</c> finds it.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RuleAttribute(params int[] numbers) : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits()
        => [.. numbers.Select(n => new KeyValuePair<string, string>("Rule", n.ToString(System.Globalization.CultureInfo.InvariantCulture)))];
}
