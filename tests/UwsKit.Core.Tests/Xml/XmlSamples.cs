using System.IO.Pipelines;
using System.Text;

namespace UwsKit.Xml;

internal static class XmlSamples
{
    public static readonly JobLinks Links = new(new Uri("https://jobs.example.org/uws/smooth/"));
    public static readonly JobId Id = JobId.Parse("j000000000000000000000000000001");
    public static readonly DateTimeOffset Created = new(2026, 3, 4, 10, 15, 30, 123, TimeSpan.Zero);

    public static Job Pending => new() { Id = Id, JobList = "smooth", CreationTime = Created };

    public static Job Completed => Pending with
    {
        RunId = "nightly-42", OwnerId = "https://id.example.org/u/amina", Phase = ExecutionPhase.Completed, Quote = Created.AddMinutes(5),
        StartTime = Created.AddSeconds(12), EndTime = Created.AddMinutes(4), ExecutionDuration = TimeSpan.FromHours(1), Destruction = Created.AddDays(7),
        Parameters =
        [
            new("SIGMA", "2.5"), new("LABEL", "a < b & c"), new("BAND", "g"), new("BAND", "r"),
            new("image", null) { File = new("image", 2880) }, new("catalogue", "https://data.example.org/c.fits?a=1&b=2") { ByReference = true },
        ],
        Results =
        [
            new("smoothed", "out.fits") { Size = 2880000, MediaType = "image/fits" }, new("a/b ü", "x"),
            new("far", null) { Href = new("https://store.example.org/r/1"), Size = 1 },
        ],
    };

    public static Task<byte[]> WriteAsync(Job job, UwsXmlWriter? writer = null)
        => FillAsync(p => (writer ?? new()).WriteJobAsync(p, job, Links, CancellationToken.None));

    public static async Task<byte[]> FillAsync(Func<PipeWriter, Task> write)
    {
        var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await write(pipe);
        await pipe.CompleteAsync();
        return stream.ToArray();
    }

    public static Task<UwsJobDocument> ReadAsync(byte[] xml) => UwsXmlReader.ReadJobAsync(new MemoryStream(xml));

    public static Task<UwsJobDocument> ReadAsync(string xml) => ReadAsync(Encoding.UTF8.GetBytes(xml));
}
