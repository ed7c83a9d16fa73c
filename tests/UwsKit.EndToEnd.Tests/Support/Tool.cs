using System.ComponentModel;
using System.Diagnostics;

namespace UwsKit.EndToEnd;

/// <summary>A program from outside, run to its end.</summary>
internal sealed record Tool(int Status, string Output, string Error)
{
    /// <summary>Everything it said; what a failing assertion shows.</summary>
    public string All => $"exit status {Status}\n{Output}\n{Error}";

    /// <summary>Skips the test where a program of a Debian package is not installed.</summary>
    public static void Need(string program, string package)
        => Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed (Debian package {package})");

    /// <summary>Skips the test where Debian's Python cannot import a module.</summary>
    public static async Task NeedModuleAsync(string module, string package)
    {
        Need("python3", "python3");
        var found = await RunAsync("/usr/bin/python3", ["-c", $"import {module}"]);
        Assert.SkipUnless(found.Status == 0, $"{module} is not installed (Debian package {package})");
    }

    public static async Task<Tool> RunAsync(string program, IEnumerable<string> arguments, string? folder = null, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["UWSKIT_TEST_FOLDER"] = folder ?? "";
        using var process = Process.Start(start) ?? throw new Win32Exception($"{program} does not start.");
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading.
        }

        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience.Limit * 2);
        return new(process.ExitCode, await output, await error);
    }
}
