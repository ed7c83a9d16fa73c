using System.Globalization;

namespace CtaWorker;

/// <summary>
/// What the work says about itself: on standard output with the time it took, and kept without in the result <c>log.txt</c>, so that the same work gives the same file.
/// </summary>
internal sealed class Journal(TextWriter output, OutputFolder folder, TimeProvider time) : IDisposable
{
    public const string FileName = "log.txt";

    private readonly StreamWriter _file = folder.CreateText(FileName);
    private readonly long _start = time.GetTimestamp();

    public void Write(string text)
    {
        var seconds = time.GetElapsedTime(_start).TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
        output.WriteLine($"[{seconds,7} s] {text}");
        _file.WriteLine(text);
    }

    public void Dispose() => _file.Dispose();
}
