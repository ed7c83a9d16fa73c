using System.Reflection;
using UwsKit.Testing;

namespace UwsKit.Tests.Files;

// This assembly has no manager specs, so a provider with a manager is one that somebody forgot.
public sealed class GuardTests
{
    [Fact]
    public void A_forgotten_provider_is_named()
        => new Guard([]).Invoking(g => g.Every_provider_has_its_specs()).Should().Throw<Exception>()
            .WithMessage($"*{nameof(ScriptedManager)}*0 public classes derive from {nameof(ManagerSpecs)}*");

    [Fact]
    public void A_provider_on_the_ignore_list_is_not() => new Guard([typeof(ScriptedManager)]).Every_provider_has_its_specs();

    [Fact]
    public void An_ignore_list_that_names_something_else_is_told()
        => new Guard([typeof(string)]).Invoking(g => g.The_assembly_has_a_provider_and_the_ignore_list_names_only_those()).Should().Throw<Exception>();

    private sealed class Guard(IReadOnlyList<Type> ignored) : AllSpecsAreUsed
    {
        protected override Assembly Provider => typeof(ScriptedManager).Assembly;

        protected override IReadOnlyList<Type> Ignored => ignored;
    }
}
