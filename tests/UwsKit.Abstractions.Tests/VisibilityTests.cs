namespace UwsKit.Abstractions.Tests;

public sealed class VisibilityTests
{
    [Fact]
    public void Shared_jobs_are_seen_by_one_of_the_names_whoever_owns_them()
    {
        var bobs = Visibility.Shared(["user:bob", "group:cta", "user:bob"]);
        bobs.Names.Should().Equal("group:cta", "user:bob");
        bobs.Sees("anna", ["user:eve", "group:cta"]).Should().BeTrue();
        bobs.Sees("bob", []).Should().BeFalse();
        bobs.Sees(null, ["group:CTA", "link:1/2"]).Should().BeFalse();
        Visibility.Of("bob").Sees("anna", ["user:bob"]).Should().BeFalse();
    }

    [Fact]
    public void Without_a_name_nothing_is_shared_and_a_link_is_no_name()
    {
        Visibility.Shared([]).Should().Be(Visibility.Nobody);
        FluentActions.Invoking(() => Visibility.Shared(["user:bob", "link:1/2"])).Should().Throw<ArgumentException>().WithMessage("'link:1/2' is a signed link, not a name.*");
    }

    [Fact]
    public void Those_of_the_same_names_are_equal()
    {
        var bobs = Visibility.Shared(["user:bob", "group:cta"]);
        bobs.Should().Be(Visibility.Shared(["group:cta", "user:bob"])).And.NotBe(Visibility.Shared(["user:bob"])).And.NotBe(Visibility.Of("bob"));
        bobs.GetHashCode().Should().Be(Visibility.Shared(["group:cta", "user:bob"]).GetHashCode());
        bobs.ToString().Should().Be("Shared group:cta user:bob");
    }
}
