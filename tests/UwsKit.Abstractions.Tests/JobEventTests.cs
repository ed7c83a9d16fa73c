namespace UwsKit.Abstractions.Tests;

public sealed class JobEventTests
{
    private static readonly JobId Id = JobId.New(TimeProvider.System);

    [Fact]
    public void All_fields_are_read()
        => Read(("state", "Failed"), ("attempt", "2"), ("message", "no such source"), ("exitcode", "-3"), ("backendid", "4711"),
            ("started", "2026-03-01T12:00:00Z"), ("ended", "2026-03-01T12:00:01.5Z"), ("transient", "1"), ("unknown", "x"))
            .Should().Be(new JobEvent(Id, BackendState.Failed, 2)
            {
                Message = "no such source", ExitCode = -3, BackendId = "4711", Transient = true,
                StartedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), EndedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 1, 500, TimeSpan.Zero),
            });

    [Fact]
    public void State_and_attempt_are_enough() => Read(("state", "running"), ("attempt", "1")).Should().Be(new JobEvent(Id, BackendState.Running, 1));

    [Fact]
    public void Every_state_is_read_by_its_name()
        => Enum.GetValues<BackendState>().Should().OnlyContain(s => Read(ValueTuple.Create("state", s.ToString()), ValueTuple.Create("attempt", "1"))!.State == s);

    [Theory]
    [InlineData("", "1")]
    [InlineData("5", "1")]
    [InlineData("-1", "1")]
    [InlineData("done", "1")]
    [InlineData("Running,Failed", "1")]
    [InlineData("Running", "")]
    [InlineData("Running", "-1")]
    [InlineData("Running", "one")]
    [InlineData("Running", "99999999999")]
    public void What_has_no_known_state_or_attempt_is_not_understood(string state, string attempt)
        => Read(("state", state), ("attempt", attempt)).Should().BeNull();

    [Fact]
    public void Nothing_is_not_understood() => Read().Should().BeNull();

    [Fact]
    public void Broken_extras_are_left_out()
        => Read(("state", "Finished"), ("attempt", "1"), ("exitcode", "x"), ("started", "soon"), ("transient", "maybe"))
            .Should().Be(new JobEvent(Id, BackendState.Finished, 1));

    private static JobEvent? Read(params (string, string)[] fields) => JobEvent.FromFields(Id, fields.ToDictionary(f => f.Item1, f => f.Item2));
}
