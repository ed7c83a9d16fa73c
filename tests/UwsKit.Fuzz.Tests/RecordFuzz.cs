using System.Text;
using System.Text.Json;
using UwsKit.Storage.File;

namespace UwsKit.Fuzz;

/// <summary>What lies on disks, and what back ends and their scripts say.</summary>
public sealed class RecordFuzz
{
    private static readonly JobId Id = JobId.New(TimeProvider.System);

    [Fact]
    public void Job_documents()
    {
        var job = new Job
        {
            Id = Id, JobList = "skymap", OwnerId = "alice", RunId = "run", CreationTime = TimeProvider.System.Now(), Phase = ExecutionPhase.Executing, ExecutionDuration = TimeSpan.FromHours(1),
            Parameters = [new("a", "b"), new("c", null) { File = new("c-1", 5) }], Results = [new("map", "map.fits") { Size = 7, MediaType = "image/fits" }],
            Error = new(Transient: true, "why", "detail"), Placement = new("local", PlacementState.Placed, 1, "node", "17", TimeProvider.System.Now(), null, 0),
        };
        Fuzz.Bytes([Encoding.UTF8.GetString(JobJson.Serialize(job))], bytes =>
        {
            try
            {
                // What can be read can be written, and then says the same.
                var read = JobJson.Deserialize(bytes, 3);
                var written = JobJson.Serialize(read);
                JobJson.Serialize(JobJson.Deserialize(written, 3)).Should().Equal(written);
            }
            catch (JsonException)
            {
                // Storages call such a record damaged.
            }
        });
    }

    [Fact]
    public void Descriptions() => Fuzz.Bytes(
        [
            """
            { "name": "probe", "title": "Probe", "version": "1.0", "parameters": [ { "name": "seconds", "type": "real", "default": 0.1, "min": 0, "max": 3600, "unit": "s" },
              { "name": "mode", "options": ["fast", { "value": "slow", "title": "exact" }], "pattern": "[a-z]+" }, { "name": "events", "type": "file", "maxSize": 5 } ],
              "rules": [ { "kind": "oneOf", "parameters": ["mode", "events"] } ], "results": [ { "name": "result", "filePattern": "*.fits", "required": true } ],
              "examples": [ { "name": "crab", "parameters": { "seconds": 1 } } ], "executionDuration": "10m", "backend": { "script": "probe.sh", "arguments": ["{seconds}"], "options": { "memory": "1 GB" } } }
            """,
        ],
        bytes => Fuzz.Refusing<UwsConfigurationException>(() =>
        {
            var read = DescriptionJson.Parse(bytes, "probe.json", null);
            DescriptionJson.Digest(DescriptionJson.Parse(DescriptionJson.Serialize(read), "again.json", null)).Should().Be(DescriptionJson.Digest(read));
        }));

    [Fact]
    public void Descriptions_as_VOTable()
    {
        using var sample = new MemoryStream();
        VoTableDescriptions.Write(sample, new()
        {
            Name = "probe", Text = "what it does", Contact = "Ann <ann@example.org>", Parameters = [new("seconds", ParameterType.Real) { Min = "0", Max = "9", Default = "1", Unit = "s" }, new("mode", ParameterType.Text) { Options = ["fast", "slow"] }, new("events", ParameterType.File)],
            Results = [new("map", "image/fits") { FilePattern = "*.fits" }],
        });
        Fuzz.Bytes([Encoding.UTF8.GetString(sample.ToArray())], bytes => Fuzz.Refusing<UwsConfigurationException>(() => VoTableDescriptions.Read(new MemoryStream(bytes), "probe.xml")));
    }

    [Fact]
    public void Job_XML_of_other_services() => Fuzz.Bytes(
        [
            """
            <uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"><uws:jobId>1</uws:jobId><uws:ownerId>a</uws:ownerId><uws:phase>COMPLETED</uws:phase>
            <uws:creationTime>2026-01-01T00:00:00Z</uws:creationTime><uws:executionDuration>60</uws:executionDuration><uws:destruction>2026-01-02T00:00:00Z</uws:destruction>
            <uws:parameters><uws:parameter id="x">1</uws:parameter></uws:parameters><uws:results><uws:result id="r" xlink:href="http://example.org/r"/></uws:results></uws:job>
            """,
        ],
        bytes => Fuzz.Refusing<UwsException>(() => UwsXmlReader.ReadJobAsync(new MemoryStream(bytes), ct: default).GetAwaiter().GetResult()));

    [Fact]
    public void File_names_never_leave_the_folder()
    {
        var root = Path.Combine(Path.GetTempPath(), "uws-fuzz-root");
        var paths = new SafePath(root);
        Fuzz.Text(["events.fits", "map 1.png", "..", "../../etc/passwd", "a/b", "C:\\x", "é.txt", new string('x', 300)], name => Fuzz.Refusing<UwsException>(() =>
        {
            var path = paths.File(Id, JobFileArea.Output, name);
            Path.GetDirectoryName(Path.GetFullPath(path)).Should().Be(paths.Area(Id, JobFileArea.Output));
            JobFileName.IsSafe(name, out _).Should().BeTrue();
        }));
    }

    [Fact]
    public void Events_of_job_scripts() => Fuzz.Text(["state=Running&attempt=1&started=2026-01-01T00:00:00Z", "state=Failed&attempt=2&exitcode=1&message=no", "state=Running&attempt=1&progress=42&text=half"], text =>
    {
        IReadOnlyList<PostedValue> values = [];
        Fuzz.Refusing<UwsException>(() => values = FormDecoder.Decode(text, new()));
        var fields = values.GroupBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().Value ?? "", StringComparer.OrdinalIgnoreCase);
        if (JobEvent.FromFields(Id, fields) is { } e)
        {
            e.Job.Should().Be(Id);
            e.Attempt.Should().BeGreaterThanOrEqualTo(0);
        }
    });

    [Fact]
    public void Event_tokens_open_for_nothing_but_what_was_made()
    {
        var tokens = new EventTokens(Microsoft.Extensions.Options.Options.Create(new UwsOptions { EventKeys = ["a secret of some length, thirty-two bytes"] }));
        var good = tokens.Create(Id, 1);
        Fuzz.Text([good], text => tokens.Opens(text, Id, 1).Should().Be(text == good));
    }
}
