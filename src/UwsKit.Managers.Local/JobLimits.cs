using System.Globalization;
using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>The limits of one job, as numbers; null = none. Kept in its folder, so that they hold after a restart of the server too.</summary>
/// <param name="CpuSeconds">Of each process.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Processes">At once.</param>
/// <param name="OpenFiles">Of each process.</param>
/// <param name="FileSize">Bytes of each file.</param>
/// <param name="Disk">Bytes of the job in all.</param>
/// <param name="Logs">Bytes of standard output, and of standard error.</param>
internal sealed record JobLimits(long? CpuSeconds, long? Memory, long? Processes, long? OpenFiles, long? FileSize, long? Disk, long? Logs)
{
    private static readonly string[] Names = ["cpuTime", "memory", "processes", "openFiles", "fileSize", "disk", "logs"];

    public static JobLimits None { get; } = new(null, null, null, null, null, null, null);

    /// <summary>What holds where no limit is configured.</summary>
    public static JobLimits Unset { get; } = Of(new LocalLimits(), []);

    private long?[] Values => [CpuSeconds, Memory, Processes, OpenFiles, FileSize, Disk, Logs];

    /// <summary>Reads the configured limits; faults are given by key.</summary>
    public static JobLimits Of(LocalLimits limits, List<string> faults)
    {
        return new(
            limits.CpuTime is { } cpu ? Number("CpuTime", UwsDuration.Format(cpu), Duration, "1s or more") : null, Size("Memory", limits.Memory),
            Count("Processes", limits.Processes), Count("OpenFiles", limits.OpenFiles), Size("FileSize", limits.FileSize), Size("Disk", limits.Disk), Size("Logs", limits.Logs));

        long? Number(string key, string text, Func<string, long?> read, string allowed)
        {
            var value = read(text);
            if (value is null)
            {
                faults.Add($"Limits:{key}: '{text}' is not allowed; allowed: {allowed}");
            }

            return value;
        }

        long? Size(string key, string? text) => string.IsNullOrEmpty(text) ? null : Number(key, text, ByteSize.Parse, ByteSize.Allowed);
        long? Count(string key, int? count) => count is { } n ? Number(key, n.ToString(CultureInfo.InvariantCulture), WholeNumber, "a whole number from 1 on") : null;
    }

    /// <summary>These limits, lowered by the options of a description.</summary>
    /// <exception cref="RefusedException">An option cannot be read.</exception>
    public JobLimits LoweredBy(IReadOnlyDictionary<string, string> options)
    {
        var lowered = Names.Select((name, i) => !options.TryGetValue(name, out var text) ? Values[i]
            : (name is "cpuTime" ? Duration(text) : name is "processes" or "openFiles" ? WholeNumber(text) : ByteSize.Parse(text)) is { } value
                ? Math.Min(value, Values[i] ?? long.MaxValue)
                : throw new RefusedException($"the description's option {name}: '{text}' is not allowed; allowed: {Allowed(name)}")).ToList();
        return Of(lowered);
    }

    /// <summary>Words for the supervisor's <c>ulimit</c>; what a control group keeps is left to it.</summary>
    public string ToUlimits(bool group)
    {
        List<string> words = [];
        Add('t', CpuSeconds);
        Add('v', group || Memory is not { } memory ? null : Math.Max(1, memory / 1024));
        Add('n', OpenFiles);
        // A limit below one block must not become 0, with which not a byte could be written.
        Add('f', FileSize is { } size ? Math.Max(1, size / 512) : null);
        return string.Join(' ', words);

        void Add(char letter, long? value)
        {
            if (value is { } number)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{letter}:{number}"));
            }
        }
    }

    /// <summary>For people: <c>cpuTime 10m, disk 2 GB</c>, or <c>none</c>.</summary>
    public override string ToString()
    {
        var set = Names.Zip(Values).Where(l => l.Second is not null).Select(l => $"{l.First} " + l.First switch
        {
            "cpuTime" => UwsDuration.Format(TimeSpan.FromSeconds(l.Second!.Value)),
            "processes" or "openFiles" => l.Second!.Value.ToString(CultureInfo.InvariantCulture),
            _ => ByteSize.Format(l.Second!.Value),
        }).ToList();
        return set.Count == 0 ? "none" : string.Join(", ", set);
    }

    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Join(' ', Values.Select(v => v?.ToString(CultureInfo.InvariantCulture) ?? "-")) + "\n");

    public static JobLimits Parse(string text)
        => text.Split(' ', StringSplitOptions.TrimEntries) is { Length: 7 } parts ? Of([.. parts.Select(WholeNumber)]) : None;

    private static JobLimits Of(List<long?> v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);

    private static long? Duration(string text) => UwsDuration.TryParse(text, out var duration) && duration >= TimeSpan.FromSeconds(1) ? (long)Math.Ceiling(duration.TotalSeconds) : null;

    private static long? WholeNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string Allowed(string name) => name switch
    {
        "cpuTime" => UwsDuration.Allowed, "processes" or "openFiles" => "a whole number from 1 on", _ => ByteSize.Allowed,
    };
}
