namespace UwsKit.Abstractions.Tests;

public sealed class PhaseSetTests
{
    [Fact]
    public void The_default_set_is_empty() => default(PhaseSet).Should().BeEmpty();

    [Fact]
    public void A_set_holds_what_was_put_in_once_and_in_order()
    {
        PhaseSet set = [ExecutionPhase.Error, ExecutionPhase.Pending, ExecutionPhase.Error];

        set.Should().Equal(ExecutionPhase.Pending, ExecutionPhase.Error);
        (set.Count, set.ToString()).Should().Be((2, "PENDING ERROR"));
        set.Should().Equal(default(PhaseSet).With(ExecutionPhase.Error).With(ExecutionPhase.Pending));
        (set == default(PhaseSet).With(ExecutionPhase.Pending).With(ExecutionPhase.Error)).Should().BeTrue();
    }

    [Fact]
    public void A_list_shows_everything_but_ARCHIVED()
    {
        PhaseSet.All.Should().Equal(ExecutionPhaseWords.All).And.HaveCount(10);
        PhaseSet.Listed.Should().Equal(ExecutionPhaseWords.All.Where(p => p != ExecutionPhase.Archived));
    }

    [Fact]
    public void With_and_without_leave_the_set_itself_alone()
    {
        var all = PhaseSet.All;

        all.Without(ExecutionPhase.Held).Contains(ExecutionPhase.Held).Should().BeFalse();
        all.Contains(ExecutionPhase.Held).Should().BeTrue();
        all.Without(ExecutionPhase.Held).With(ExecutionPhase.Held).Should().Equal(all);
    }

    [Fact]
    public void Words_are_read_in_any_case_and_written_in_upper_case()
    {
        foreach (var phase in ExecutionPhaseWords.All)
        {
            phase.ToWord().Should().Be(phase.ToString().ToUpperInvariant());
            ExecutionPhaseWords.TryParse(phase.ToWord().ToLowerInvariant(), out var read).Should().BeTrue();
            read.Should().Be(phase);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("2")]
    [InlineData("RUN")]
    [InlineData(" QUEUED")]
    [InlineData("QUEUED,HELD")]
    public void Anything_else_is_no_phase(string? word) => ExecutionPhaseWords.TryParse(word, out _).Should().BeFalse();

    [Fact]
    public void A_number_beyond_the_ten_has_no_word()
        => FluentActions.Invoking(() => ((ExecutionPhase)10).ToWord()).Should().Throw<ArgumentOutOfRangeException>();
}
