using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>
/// What a registry is told about the service beside what its job lists say (VOResource 1.2 §3.1): the section <c>Registry</c> inside UwsKit's own. Without it
/// the service has no record.
/// </summary>
public sealed class RegistryOptions
{
    /// <summary>The IVOA identifier that the service is registered by.</summary>
    [Required, RegularExpression(@"ivo://\w[\w\-.!~*'()+=]{2,}(/[\w\-.!~*'()+=]+)*", ErrorMessage = "allowed: an IVOA identifier such as ivo://example.org/maps")]
    public string? Identifier { get; set; }

    /// <summary>One line for people.</summary>
    [Required]
    public string? Title { get; set; }

    /// <summary>A short name for tables; at most 16 characters.</summary>
    [StringLength(16, ErrorMessage = "allowed: at most 16 characters")]
    public string? ShortName { get; set; }

    /// <summary>Who publishes the service: an organisation.</summary>
    [Required]
    public string? Publisher { get; set; }

    /// <summary>Who made it.</summary>
    public IList<string> Creators { get; set; } = [];

    /// <summary>Who answers questions: a name.</summary>
    [Required]
    public string? ContactName { get; set; }

    /// <summary>A mail address.</summary>
    [EmailAddress(ErrorMessage = "allowed: a mail address such as help@example.org")]
    public string? ContactEmail { get; set; }

    /// <summary>A postal address, in one line.</summary>
    public string? ContactAddress { get; set; }

    /// <summary>What it is about, in words of the Unified Astronomy Thesaurus.</summary>
    [MinLength(1, ErrorMessage = "a word of the Unified Astronomy Thesaurus is needed, such as gamma-ray-astronomy")]
    public IList<string> Subjects { get; set; } = [];

    /// <summary>What it does.</summary>
    [Required]
    public string? Description { get; set; }

    /// <summary>A page about it.</summary>
    [Required]
    public Uri? ReferenceUrl { get; set; }

    /// <summary>When the service was first registered: an ISO 8601 instant in UTC, or a date.</summary>
    [Required, Instant]
    public string? Created { get; set; }

    /// <summary>Version of the service.</summary>
    public string? Version { get; set; }

    /// <summary>What kind of content it has, in the words of VOResource.</summary>
    public string ContentType { get; set; } = "Other";

    /// <summary>For whom, such as <c>Research</c> or <c>General</c>.</summary>
    public IList<string> ContentLevels { get; set; } = [];

    /// <summary>Who may use it, or a licence, in words.</summary>
    public string? Rights { get; set; }

    /// <summary>The licence's URL.</summary>
    public Uri? RightsUrl { get; set; }
}

/// <summary>An instant as text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InstantAttribute() : ValidationAttribute("allowed: an ISO 8601 instant in UTC such as 2030-01-31T12:00:00Z, or a date")
{
    public override bool IsValid(object? value) => value is null || UwsTime.TryParse(value as string, out _);
}
