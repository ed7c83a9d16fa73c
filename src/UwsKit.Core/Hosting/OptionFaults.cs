using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>Judges options that were set in code by the same annotations that those of the configuration are read by.</summary>
internal static class OptionFaults
{
    /// <summary>One line for each fault of the host's options, their parts included.</summary>
    public static IEnumerable<string> Of(UwsOptions options)
        => [.. Of(nameof(UwsOptions), options), .. Of("Limits", options.Limits), .. Of("Inputs", options.Inputs), .. Of("Provenance", options.Provenance),
            .. options.Catalogue is { } catalogue ? Of("Catalogue", catalogue) : [], .. options.Registry is { } registry ? Of("Registry", registry) : [], .. Of("Defaults", options.Defaults),
            .. Url("PublicUrl", options.PublicUrl), .. Url("CallbackUrl", options.CallbackUrl)];

    private static IEnumerable<string> Url(string name, Uri? url)
        => url is not null && !JobLinks.IsHttp(url) ? [$"{name}: '{url}' is not allowed; allowed: an absolute http or https URL"] : [];

    /// <summary>One line for each fault of one object.</summary>
    public static IEnumerable<string> Of(string at, object options)
    {
        List<ValidationResult> found = [];
        Validator.TryValidateObject(options, new(options), found, validateAllProperties: true);
        return found.Select(f => $"{at}: {f.ErrorMessage}");
    }
}
