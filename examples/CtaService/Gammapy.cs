using System.ComponentModel;
using System.Diagnostics;

namespace CtaService;

/// <summary>The optional job list: it appears where python3 can import gammapy.</summary>
internal static class Gammapy
{
    public static Dictionary<string, string?> JobList { get; } = new()
    {
        ["Uws:JobLists:gammapy:Description"] = "jobs/gammapy.json",
        ["Uws:JobLists:gammapy:Manager"] = "local",
    };

    public static bool IsInstalled()
    {
        try
        {
            // Finding the package is enough, and quick; importing it takes seconds.
            var start = new ProcessStartInfo("python3", ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('gammapy') is None)"]);
            using var python = Process.Start(start)!;
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
