using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CtaWorker.Simulation;
using CtaWorker.SkyMap;

namespace CtaWorker;

/// <summary>The result <c>summary.json</c>: the numbers of a run for programs that go on with them. Absent values are left out.</summary>
internal static class SummaryFile
{
    public const string Name = "summary.json";

    private static readonly SummaryJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        // It is a file, not part of a web page: names may keep their plus and quote.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static void Write(Stream stream, SkyMapSummary summary) => JsonSerializer.Serialize(stream, summary, Json.SkyMapSummary);

    /// <summary>SHA-256 of a summary as it would be written, in hex.</summary>
    public static string Digest(SkyMapSummary summary) => Digest(JsonSerializer.SerializeToUtf8Bytes(summary, Json.SkyMapSummary));

    public static void Write(Stream stream, SimulationSummary summary) => JsonSerializer.Serialize(stream, summary, Json.SimulationSummary);

    /// <inheritdoc cref="Digest(SkyMapSummary)"/>
    public static string Digest(SimulationSummary summary) => Digest(JsonSerializer.SerializeToUtf8Bytes(summary, Json.SimulationSummary));

    private static string Digest(byte[] written) => Convert.ToHexStringLower(SHA256.HashData(written));
}

[JsonSerializable(typeof(SkyMapSummary))]
[JsonSerializable(typeof(SimulationSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
