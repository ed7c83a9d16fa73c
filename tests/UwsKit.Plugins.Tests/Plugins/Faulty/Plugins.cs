using UwsKit;

[assembly: UwsPlugin(PluginKind.Storage, typeof(Faulty.Throwing))]
[assembly: UwsPlugin(PluginKind.Files, typeof(Faulty.NoPlugin))]
[assembly: UwsPlugin(PluginKind.Manager, typeof(Faulty.Picky))]

namespace Faulty;

public sealed class Throwing : IUwsPlugin
{
    public Throwing() => throw new TimeoutException("the licence server\ndoes not answer");

    public void Configure(PluginContext context) { }
}

public sealed class NoPlugin
{
    public void Configure(PluginContext context) { }
}

public sealed class Picky(string wish) : IUwsPlugin
{
    public void Configure(PluginContext context) => Console.WriteLine(wish);
}
