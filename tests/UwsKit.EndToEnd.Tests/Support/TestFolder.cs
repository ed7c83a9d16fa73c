using System.Diagnostics;

namespace UwsKit.EndToEnd;

/// <summary>
/// A temporary folder and everything that runs for it. Whatever has its path in the environment is killed at the end, also when the tests
/// themselves are killed: a reaper waits at the end of a pipe that only they hold.
/// </summary>
internal sealed class TestFolder : IAsyncDisposable
{
    private readonly Process _reaper;

    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("uwskit-e2e-").FullName;
        _reaper = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", Places.Beside("reaper.sh"), Path]) { RedirectStandardInput = true })!;
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public async ValueTask DisposeAsync()
    {
        _reaper.StandardInput.Close();
        await _reaper.WaitForExitAsync();
        _reaper.Dispose();
    }
}
