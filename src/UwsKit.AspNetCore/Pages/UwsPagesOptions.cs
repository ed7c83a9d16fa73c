using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>
/// How the pages for browsers look: the keys of the section <c>Pages</c> inside UwsKit's own, or in code <c>services.Configure&lt;UwsPagesOptions&gt;(…)</c>; the
/// section wins. Read once, when the resources are mapped.
/// </summary>
public sealed class UwsPagesOptions
{
    /// <summary>Whether browsers are given pages at all; false: everybody gets the documents of the standard.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The name of the service, in the head of every page.</summary>
    [Required]
    public string Name { get; set; } = "UWS jobs";

    /// <summary>URL of a picture beside the name, at most 40 pixels high: a path of this host, or http(s). Null = none.</summary>
    public string? Logo { get; set; }

    /// <summary>The colour of the head and of the main buttons, <c>#rrggbb</c>.</summary>
    [RegularExpression("#[0-9A-Fa-f]{6}", ErrorMessage = "allowed: a colour as #rrggbb")]
    public string Accent { get; set; } = "#1f4e79";

    /// <summary>Links in the head of every page: URL by label, shown in the order of the labels. Paths of this host, http(s) or mailto.</summary>
    public IDictionary<string, string> Links { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the service is, on the home page; blank lines separate paragraphs.</summary>
    public string? Text { get; set; }

    /// <summary>A line at the foot of every page: who runs the service, whom to ask.</summary>
    public string? Footer { get; set; }

    /// <summary>Jobs on one page of a list.</summary>
    [Range(10, 1000)]
    public int PageSize { get; set; } = 100;
}
