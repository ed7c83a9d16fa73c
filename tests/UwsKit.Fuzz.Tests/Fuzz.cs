using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;

namespace UwsKit.Fuzz;

/// <summary>
/// Feeds a parser with mutated samples: 2,000 in a usual run, as many as the environment variable <c>UWSKIT_FUZZ</c> says in a long one. Whatever comes, it answers or
/// refuses as its callers expect, soon. A failure tells the seed, by which CsCheck makes the same input again. The test's output says how many inputs there were, how
/// long they took, and the memory of the process before and after.
/// </summary>
internal static class Fuzz
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly long Inputs = long.TryParse(Environment.GetEnvironmentVariable("UWSKIT_FUZZ"), CultureInfo.InvariantCulture, out var count) ? count : 2_000;

    /// <param name="samples">What the parser is made for.</param>
    /// <param name="parse">Throws nothing but the refusals that it promises.</param>
    public static void Text(string[] samples, Action<string> parse) => Bytes(samples, bytes => parse(Encoding.UTF8.GetString(bytes)));

    /// <inheritdoc cref="Text"/>
    public static void Bytes(string[] samples, Action<byte[]> parse)
    {
        var (done, early, before, all) = (0L, 0L, Environment.WorkingSet, Stopwatch.StartNew());
        Mutation.Of(samples).Sample(
            input =>
            {
                var clock = Stopwatch.StartNew();
                parse(input);
                clock.Elapsed.Should().BeLessThan(Longest, "no input may hang a parser");
                // What code and caches take is taken by then.
                early = ++done == Inputs / 10 ? Environment.WorkingSet : early;
            },
            iter: Inputs, threads: 1, print: bytes => $"{bytes.Length} bytes: {Convert.ToBase64String(bytes)}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{done} inputs in {all.Elapsed.TotalSeconds:F0} s, resident {before >> 20} MiB before, {early >> 20} MiB after a tenth, {Environment.WorkingSet >> 20} MiB at the end"));
    }

    /// <summary>Runs what may refuse in one clear line: that line is not empty, is one line, and has no control characters.</summary>
    public static void Refusing<T>(Action work) where T : Exception
    {
        try
        {
            work();
        }
        catch (T e)
        {
            e.Message.Should().NotBeNullOrWhiteSpace();
            e.Message.Any(c => char.IsControl(c) && c != '\n').Should().BeFalse($"a refusal is plain text: {e.Message}");
        }
    }
}
