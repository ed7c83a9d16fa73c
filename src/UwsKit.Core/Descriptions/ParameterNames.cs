using System.Collections.Frozen;
using System.Xml;

namespace UwsKit;

/// <summary>Which names a parameter may have.</summary>
internal static class ParameterNames
{
    public const string RunId = "RUNID";
    public const int LongestRunId = 64;

    public const string RunIdWords = "at most 64 characters, none of them a control character";

    /// <summary>Whether a text may be a run id (DALI 1.1 §3.4.6): it goes into logs and environments.</summary>
    public static bool IsRunId(string text) => text.Length <= LongestRunId && !text.Any(char.IsControl);

    /// <summary>Names that control a job rather than describe its work (UWS 1.1 §2.1.11); matched without regard to case.</summary>
    public static FrozenSet<string> Control { get; } =
        new[] { "PHASE", "WAIT", "ACTION", "DESTRUCTION", "EXECUTIONDURATION", RunId }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// NMTOKEN characters, at most 256: fit for a URL segment, an XML attribute and the form. <c>.</c> and <c>..</c> are refused, since every
    /// client resolves them as path segments.
    /// </summary>
    public static bool IsGood(string name)
        => name.Length is > 0 and <= 256 && name is not ("." or "..") && name.All(c => XmlConvert.IsNCNameChar(c) || c == ':');
}
