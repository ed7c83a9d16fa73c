using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace UwsKit.Abstractions.Tests;

public sealed class JobIdTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 30, 0, 123, TimeSpan.Zero));

    [Fact]
    [Rule(14)]
    public void An_id_is_a_j_and_thirty_characters_that_need_no_escaping()
    {
        for (var i = 0; i < 1000; i++)
        {
            JobId.New(_time).Value.Should().MatchRegex("^j[0-9a-z]{30}$");
        }
    }

    [Fact]
    public void Ids_are_unique() => Enumerable.Range(0, 10_000).Select(_ => JobId.New(_time)).Should().OnlyHaveUniqueItems();

    [Fact]
    public void An_id_knows_when_it_was_made() => JobId.New(_time).Time.Should().Be(_time.GetUtcNow());

    [Fact]
    public void Ids_sort_by_time()
    {
        List<JobId> ids = [];
        for (var i = 0; i < 200; i++)
        {
            ids.Add(JobId.New(_time));
            _time.Advance(TimeSpan.FromMilliseconds(1 + (i * i)));
        }

        ids.Should().BeInAscendingOrder();
        (ids[0] < ids[1] && ids[1] > ids[0] && ids[0] <= ids[1] && ids[1] >= ids[0]).Should().BeTrue();
    }

    [Fact]
    [Rule(216)]
    public void The_random_part_uses_every_character_everywhere()
    {
        var ids = Enumerable.Range(0, 5000).Select(_ => JobId.New(_time).Value).ToList();

        for (var place = 11; place < JobId.Length; place++)
        {
            ids.Select(id => id[place]).Distinct().Should().HaveCount(32);
        }
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var id = JobId.New(_time);

        JobId.Parse(id.ToString()).Should().Be(id);
        JsonSerializer.Deserialize<JobId>(JsonSerializer.Serialize(id)).Should().Be(id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("j")]
    [InlineData("k00000000000000000000000000000a")]
    [InlineData("J000000000000000000000000000000")]
    [InlineData("j00000000000000000000000000000A")]
    [InlineData("j0000000000000000000000000000000")]
    [InlineData("j00000000000000000000000000000/")]
    [InlineData("j../../../../../../../etc/passw")]
    [InlineData("j0000000000000000000000000000\0a")]
    [InlineData("j00000000000000000000000000000é")]
    public void Anything_else_is_refused(string? text)
    {
        JobId.TryParse(text, out var id).Should().BeFalse();
        id.Should().Be(default(JobId));
        FluentActions.Invoking(() => JobId.Parse(text!)).Should().Throw<FormatException>();
    }

    [Fact]
    public void A_foreign_id_of_the_right_form_has_some_time_and_does_no_harm()
        => JobId.Parse("jzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz").Time.Should().BeOnOrBefore(DateTimeOffset.MaxValue);

    [Fact]
    public void The_default_value_is_empty() => default(JobId).Value.Should().BeEmpty();
}
