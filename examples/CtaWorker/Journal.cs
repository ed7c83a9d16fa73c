using System.Globalization;

namespace CtaWorker;

/// <summary>What the work says about itself: on standard output while it runs, and kept in the result <c>log.txt</c>.</summary>
internal sealed class Journal(TextWriter output, OutputFolder folder, TimeProvider time) : IDisposable
{
    public const string FileName = "log.txt";

    private readonly StreamWriter _file = folder.CreateText(FileName);
    private readonly long _start = time.GetTimestamp();

    public void Write(string text)
    {
        var seconds = time.GetElapsedTime(_start).TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);
        var line = $"[{seconds,7} s] {text}";
        output.WriteLine(line);
        _file.WriteLine(line);
    }

    public void Dispose() => _file.Dispose();
}
