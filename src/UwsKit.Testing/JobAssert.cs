using System.Collections;
using System.Text.Json;
using Xunit;

namespace UwsKit.Testing;

/// <summary>Compares jobs member by member, lists by their content (records compare lists by reference).</summary>
internal static class JobAssert
{
    public static void Same(Job expected, Job? actual)
    {
        Assert.NotNull(actual);
        foreach (var property in typeof(Job).GetProperties())
        {
            var (x, y) = (property.GetValue(expected), property.GetValue(actual));
            var same = (x, y) switch
            {
                (IReadOnlyDictionary<string, JsonElement> a, IReadOnlyDictionary<string, JsonElement> b)
                    => a.Count == b.Count && a.All(m => b.TryGetValue(m.Key, out var other) && JsonElement.DeepEquals(m.Value, other)),
                (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
                (IEnumerable a, IEnumerable b) => a.Cast<object>().SequenceEqual(b.Cast<object>()),
                _ => Equals(x, y),
            };
            Assert.True(same, $"{nameof(Job)}.{property.Name}: expected {Show(x)}, found {Show(y)}.");
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "nothing",
        string { Length: > 200 } text => $"a text of {text.Length} characters",
        DateTimeOffset instant => UwsTime.Format(instant),
        string => $"'{value}'",
        IEnumerable list => string.Join(", ", list.Cast<object>()),
        _ => value.ToString()!,
    };
}
