namespace UwsKit.Managers.Local.Tests;

public sealed class RecordTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("")]
    [InlineData("0 ended")]
    [InlineData("ended\n")]
    [InlineData("x ended\n")]
    public void An_exit_record_that_is_not_whole_is_none(string text) => ExitRecord.Parse(text, At).Should().BeNull();

    [Fact]
    public void An_exit_record_says_status_and_reason()
        => ExitRecord.Parse("143 timeout\n", At).Should().Be(new ExitRecord(143, StopReason.Timeout, At));

    [Theory]
    [InlineData("")]
    [InlineData("12 34")]
    [InlineData("garbage\n")]
    [InlineData("12 34 boot 5")]
    [InlineData("12 34 boot five\n")]
    public void A_start_record_that_is_not_whole_is_a_beginning(string text) => StartRecord.Parse(text, At).Should().BeOfType<StartRecord.Beginning>();

    [Fact]
    public void A_start_record_says_who_runs_the_attempt_or_why_nobody_does()
    {
        StartRecord.Parse("12 34 boot\n", At).Should().Be(new StartRecord.Begun(new(12, 34, "boot"), At));
        StartRecord.Parse("12 34 boot 56\n", At).Should().Be(new StartRecord.Begun(new(12, 34, "boot"), At) { Since = 56 });
        StartRecord.Parse("void\n", At).Should().BeOfType<StartRecord.Void>();
        StartRecord.Parse("as 2\n", At).Should().Be(new StartRecord.Same(2, At));
    }

    [Fact]
    public void This_process_is_alive_and_one_of_another_boot_or_start_is_not()
    {
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        var stat = File.ReadAllText("/proc/self/stat");
        var ticks = long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], System.Globalization.CultureInfo.InvariantCulture);

        new ProcessIdentity(Environment.ProcessId, ticks, boot).IsAlive().Should().BeTrue();
        new ProcessIdentity(Environment.ProcessId, ticks, "other").IsAlive().Should().BeFalse();
        new ProcessIdentity(Environment.ProcessId, ticks - 1, boot).IsAlive().Should().BeFalse();
    }
}
