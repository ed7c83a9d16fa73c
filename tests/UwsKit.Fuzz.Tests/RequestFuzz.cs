using System.Text;

namespace UwsKit.Fuzz;

/// <summary>What clients send.</summary>
public sealed class RequestFuzz
{
    private static readonly LimitOptions Limits = new() { MaxValues = 50, MaxValueBytes = 1000 };

    private static readonly string[] Forms =
    [
        "target=Crab+Nebula&seed=4711&emin=0.1&emax=100&RUNID=bench", "PHASE=RUN", "DESTRUCTION=2030-01-31T12%3A00%3A00Z&EXECUTIONDURATION=3600", "a=%C3%A9&b=%F0%9F%94%AD&c=", "=x&y&&z=1=2",
        "ACTION=DELETE", "WAIT=-1&PHASE=EXECUTING", "LAST=100&AFTER=2026-01-01T00:00:00Z&PHASE=COMPLETED&PHASE=ERROR",
    ];

    [Fact]
    public void Urlencoded_forms() => Fuzz.Bytes(Forms, bytes => Fuzz.Refusing<UwsException>(() =>
    {
        var decoder = new FormDecoder(Limits);
        for (var at = 0; at < bytes.Length; at += 7)
        {
            decoder.Append(bytes.AsSpan(at, Math.Min(7, bytes.Length - at)));
        }

        var values = decoder.Complete();
        values.Count.Should().BeLessThanOrEqualTo(Limits.MaxValues);
        values.Sum(v => v.Name.Length + (v.Value ?? "").Length).Should().BeLessThanOrEqualTo(bytes.Length);
        values.Should().NotContain(v => v.Name.Length == 0);
    }));

    [Fact]
    public void Query_strings_of_lists_and_waits() => Fuzz.Text(Forms, text =>
    {
        IReadOnlyList<PostedValue> values = [];
        Fuzz.Refusing<UwsException>(() => values = FormDecoder.Decode(text, Limits));
        Fuzz.Refusing<UwsException>(() => _ = ListFilter.Read(values));
        Fuzz.Refusing<UwsException>(() => _ = WaitQuery.Read(values));
    });

    [Fact]
    public void Control_parameters() => Fuzz.Text(["RUN", "ABORT", "DELETE", "3600", "0", "2030-01-31T12:00:00Z", ""], text =>
    {
        Fuzz.Refusing<UwsException>(() => ControlParameters.ReadRun(text));
        Fuzz.Refusing<UwsException>(() => ControlParameters.ReadRunOrAbort(text));
        Fuzz.Refusing<UwsException>(() => ControlParameters.ReadDelete(text));
        Fuzz.Refusing<UwsException>(() => ControlParameters.ReadDuration(text).Should().BeGreaterThanOrEqualTo(TimeSpan.Zero));
        Fuzz.Refusing<UwsException>(() => _ = ControlParameters.ReadDestruction(text));
    });

    [Fact]
    public void Multipart_forms_leave_no_file_of_a_refused_request()
    {
        const string boundary = "b0undary";
        string[] samples =
        [
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\nCrab\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"events\"; filename=\"events.fits\"\r\nContent-Type: application/fits\r\n\r\nSIMPLE  = T\r\n--{boundary}--\r\n",
            $"preamble\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"UPLOAD\"\r\n\r\nt,param:p\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"p\"; filename=\"\"\r\n\r\n\r\n--{boundary}--",
        ];
        Fuzz.Bytes(samples, bytes =>
        {
            var files = new InMemoryFiles(TimeProvider.System);
            var job = JobId.New(TimeProvider.System);
            var uploads = new Uploads(files, job);
            IReadOnlyList<PostedValue>? values = null;
            Fuzz.Refusing<UwsException>(() => values = uploads.ReadAsync(
                () => MultipartForm.ReadAsync(boundary, new RequestStream(new MemoryStream(bytes), 10_000, "The request body"), uploads, Limits, default)).GetAwaiter().GetResult());
            var stored = files.ListAsync(job, JobFileArea.Input, default).AsTask().GetAwaiter().GetResult();
            stored.Select(f => f.Name).Should().BeEquivalentTo(values?.Select(v => v.File?.Name).OfType<string>() ?? []);
            stored.Should().NotContain(f => f.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_' && c != '-'));
        });
    }

    [Fact]
    public void Parameter_values()
    {
        JobDescription description = new()
        {
            Name = "all",
            Parameters =
            [
                new("text", ParameterType.Text) { MaxLength = 10, Pattern = "[a-z]+" }, new("integer", ParameterType.Integer) { Min = "-5", Max = "5" }, new("real", ParameterType.Real) { Repeatable = true },
                new("boolean", ParameterType.Boolean), new("timestamp", ParameterType.Timestamp), new("uri", ParameterType.Uri), new("file", ParameterType.File),
                new("interval", ParameterType.Real) { Xtype = "interval" }, new("circle", ParameterType.Real) { Xtype = "circle" }, new("polygon", ParameterType.Real) { Xtype = "polygon" },
            ],
        };
        Fuzz.Text(["abc", "3", "-2.5e10", "true", "2026-01-01T00:00:00.5Z", "https://example.org/a?b#c", "param:x", "0.5 +Inf", "83.6 22.0 1", "1 2 3 4 5 6"], text =>
        {
            var verdict = ParameterRules.Check(description, [.. description.Parameters.Select(p => new PostedValue(p.Name, text))]);
            (verdict.Parameters.Count + verdict.Violations.Count).Should().Be(description.Parameters.Count);
            verdict.Violations.Should().NotContain(v => v.Any(char.IsControl), "a violation is one line of text");
            verdict.Parameters.Should().NotContain(p => p.Value != text);
        });
    }

    [Fact]
    public void Words_times_durations_and_ids() => Fuzz.Text(["COMPLETED", "2026-11-22T12:34:56.789Z", "2026-11-22", "90s", "10m", "7d", "23:59:59", JobId.New(TimeProvider.System).Value], text =>
    {
        if (ExecutionPhaseWords.TryParse(text, out var phase))
        {
            phase.ToWord().Should().BeEquivalentTo(text);
        }

        if (UwsTime.TryParse(text, out var instant))
        {
            UwsTime.TryParse(UwsTime.Format(instant), out var again).Should().BeTrue();
            again.Should().Be(instant);
        }

        if (UwsDuration.TryParse(text, out var duration))
        {
            UwsDuration.TryParse(UwsDuration.Format(duration), out var again).Should().BeTrue();
            again.Should().Be(duration);
        }

        if (JobId.TryParse(text, out var id))
        {
            id.Value.Should().Be(text).And.MatchRegex("^j[0-9a-z]{30}$");
            _ = id.Time;
        }
    });

    [Fact]
    public void Accept_headers() => Fuzz.Text(["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json", "*; q=.2"], text =>
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Request.Headers.Accept = text;
        new[] { Negotiation.Xml, Negotiation.Html }.Should().Contain(Negotiation.Choose(http, Negotiation.Xml, Negotiation.Html));
        Answer.XmlType(http.Request).Should().EndWith("/xml; charset=utf-8");
    });

    [Fact]
    public void Lines_for_logs_and_messages_stay_one_line() => Fuzz.Text(["an ordinary value", "two\nlines"], text
        => OneLine.Of(text).Should().NotContainAny("\n", "\r", "\0", "\u001b", "\u2028", "\u202E"));
}
