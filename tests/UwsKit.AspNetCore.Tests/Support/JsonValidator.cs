using System.Diagnostics;
using System.Text.Json;

namespace UwsKit;

/// <summary>Validates by python3's jsonschema; the test is skipped where that is not installed.</summary>
internal static class JsonValidator
{
    private const string Program = """
        import json, sys
        try:
            import jsonschema
        except ImportError:
            sys.exit(75)
        schema, document = json.loads(sys.stdin.readline()), json.loads(sys.stdin.readline())
        jsonschema.Draft202012Validator.check_schema(schema)
        for e in jsonschema.Draft202012Validator(schema).iter_errors(document):
            print(list(e.absolute_path), e.message.replace("\n", " "))
        """;

    public static async Task ValidateAsync(string schema, string document)
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(f => File.Exists(Path.Combine(f, "python3"))), "python3 is not installed");
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.StandardInput.WriteLineAsync(OneLine(schema));
        await python.StandardInput.WriteLineAsync(OneLine(document));
        python.StandardInput.Close();
        await python.WaitForExitAsync();
        Assert.SkipWhen(python.ExitCode == 75, "python3 has no jsonschema (Debian package python3-jsonschema)");
        python.ExitCode.Should().Be(0, await error);
        (await output).Should().BeEmpty();
    }

    /// <summary>A schema of the OpenAPI document, with the others that it refers to; as definitions all of them are checked themselves.</summary>
    public static async Task ValidateAsync(UwsApp app, string component, string document)
    {
        var schemas = JsonDocument.Parse(await app.TextAsync("/uws/openapi.json")).RootElement.GetProperty("components").GetProperty("schemas").GetRawText();
        await ValidateAsync("{\"$ref\":\"#/components/schemas/" + component + "\",\"components\":{\"schemas\":" + schemas + "},\"$defs\":" + schemas + "}", document);
    }

    private static string OneLine(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);
}
