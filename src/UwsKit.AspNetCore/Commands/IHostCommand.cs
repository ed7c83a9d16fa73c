namespace UwsKit;

/// <summary>Words of the command line that a package adds to every host that runs by <c>RunUwsAsync</c>.</summary>
internal interface IHostCommand
{
    /// <summary>The words.</summary>
    IReadOnlyList<HostWord> Words { get; }

    /// <summary>Does what a word asks for.</summary>
    /// <returns>The exit status.</returns>
    Task<int> RunAsync(string word, string[] args);
}
