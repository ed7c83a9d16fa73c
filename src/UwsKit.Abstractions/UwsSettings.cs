using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace UwsKit;

/// <summary>
/// Reads options from configuration and reports every fault at once, each with key, value found and what is allowed: unknown keys, values
/// that cannot be read, and what <c>System.ComponentModel.DataAnnotations</c> on the options refuse. Durations are read by <see cref="UwsDuration"/>.
/// (The framework's own binder stops at the first fault, and reads <c>24:00:00</c> as 24 days.) Thread-safe.
/// </summary>
public static class UwsSettings
{
    /// <summary>Reads a section into new options.</summary>
    /// <param name="section">The section; an absent one gives the defaults.</param>
    /// <param name="otherKeys">Keys of the section that do not belong to the options.</param>
    /// <exception cref="UwsConfigurationException">One line for each fault.</exception>
    public static T Read<T>(IConfigurationSection section, params string[] otherKeys) where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new T();
        List<string> faults = [];
        Fill(section, options, otherKeys, faults);
        return faults.Count == 0 ? options : throw new UwsConfigurationException(faults);
    }

    /// <summary>What a key ends with whose value is the path of a file that holds the value proper: how secrets are handed to containers.</summary>
    public const string FileSuffix = "_FILE";

    // A file that could be read has left an empty key here, and its text under the name proper.
    private static bool IsFileKey(IConfigurationSection child, List<string> faults)
    {
        if (!child.Key.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (child.Value is { Length: > 0 } path)
        {
            faults.Add($"{child.Path}: '{path}' was not read; allowed: a file that is there and readable, in a host that calls AddUwsSecrets()");
        }

        return true;
    }

    private static void Fill(IConfigurationSection section, object options, string[] otherKeys, List<string> faults)
    {
        var properties = options.GetType().GetProperties().Where(p => p.CanRead && (p.SetMethod?.IsPublic == true || !IsScalar(p.PropertyType))).ToList();
        foreach (var child in section.GetChildren())
        {
            if (otherKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase) || IsFileKey(child, faults))
            {
                continue;
            }

            var property = properties.Find(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                // The only way to take back a key of a settings file from the environment or the command line.
                if (child.Value is "" && !child.GetChildren().Any())
                {
                    continue;
                }

                faults.Add($"{child.Path}: unknown key; known here: {string.Join(", ", properties.Select(p => p.Name).Concat(otherKeys).Order())}");
            }
            else if (ReadValue(child, property.PropertyType, property.GetValue(options), faults) is { } value && property.CanWrite)
            {
                property.SetValue(options, value);
            }
        }

        foreach (var property in properties)
        {
            Validate(section, property, property.GetValue(options), options, faults);
        }
    }

    private static void Validate(IConfigurationSection section, PropertyInfo property, object? value, object options, List<string> faults)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (rule.GetValidationResult(value, new ValidationContext(options) { MemberName = property.Name }) is { } refusal)
            {
                var allowed = rule switch
                {
                    RangeAttribute r => string.Create(CultureInfo.InvariantCulture, $"allowed: {Show(r.Minimum)} to {Show(r.Maximum)}"),
                    RequiredAttribute => "a value is needed",
                    _ => refusal.ErrorMessage,
                };
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{section.Path}:{property.Name}: '{Show(value)}' is not allowed; {allowed}"));
            }
        }
    }

    // As it is written in the configuration.
    private static object? Show(object? value) => value is TimeSpan duration ? UwsDuration.Format(duration) : value;

    private static object? ReadValue(IConfigurationSection section, Type declared, object? current, List<string> faults)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (IsScalar(type))
        {
            if (section.Value is null && section.GetChildren().Any())
            {
                faults.Add($"{section.Path}: a section was found where a single value is expected; allowed: {Allowed(type)}");
                return null;
            }

            return section.Value is { Length: > 0 } text ? Scalar(section.Path, text, type, faults) : type == typeof(string) ? section.Value : null;
        }

        if (current is IDictionary<string, string> map)
        {
            foreach (var child in section.GetChildren())
            {
                map[child.Key] = child.Value ?? "";
            }

            return null;
        }

        if (type.IsAssignableFrom(typeof(List<string>)) && type != typeof(object))
        {
            return section.Value is { Length: > 0 } one ? [one] : section.GetChildren().Where(c => !IsFileKey(c, faults)).Select(c => c.Value ?? "").ToList();
        }

        var nested = current ?? Activator.CreateInstance(type)!;
        Fill(section, nested, [], faults);
        return nested;
    }

    private static bool IsScalar(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(Uri);
    }

    private static object? Scalar(string key, string text, Type type, List<string> faults)
    {
        var invariant = CultureInfo.InvariantCulture;
        object? value = null;
        if (type == typeof(string)) value = text;
        else if (type == typeof(TimeSpan)) value = UwsDuration.TryParse(text, out var duration) ? duration : null;
        else if (type == typeof(bool)) value = bool.TryParse(text, out var b) ? b : null;
        else if (type == typeof(int)) value = int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var i) ? i : null;
        else if (type == typeof(long)) value = long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var l) ? l : null;
        else if (type == typeof(double)) value = double.TryParse(text, NumberStyles.Float, invariant, out var d) ? d : null;
        else if (type == typeof(Uri)) value = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
        else if (type.IsEnum) value = char.IsAsciiLetter(text[0]) && !text.Contains(',', StringComparison.Ordinal) && Enum.TryParse(type, text, ignoreCase: true, out var e) ? e : null;
        if (value is null)
        {
            faults.Add($"{key}: '{text}' is not allowed; allowed: {Allowed(type)}");
        }

        return value;
    }

    private static string Allowed(Type type)
        => type == typeof(TimeSpan) ? UwsDuration.Allowed
        : type == typeof(bool) ? "true or false"
        : type == typeof(Uri) ? "an absolute http or https URL"
        : type == typeof(double) ? "a number"
        : type == typeof(string) ? "a text"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type)) : "a whole number";
}
