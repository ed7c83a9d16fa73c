using System.Text;

namespace UwsKit;

/// <summary>Synchronous requests, whose jobs the test drives while they are waited for.</summary>
internal static class SyncCalls
{
    /// <summary>The path of the one job that there is, as soon as the back end has it.</summary>
    public static async Task<string> TheJobAsync(this UwsApp app)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        IReadOnlyList<string> jobs;
        while ((jobs = await app.ListAsync()).Count == 0)
        {
            await Task.Delay(20, patience.Token);
        }

        var path = $"/uws/probe/{jobs.Single()}";
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), patience.Token);
        await app.Manager.RunAsync(UwsApp.IdOf(path));
        return path;
    }

    /// <summary>Ends a running job well, with these results.</summary>
    public static async Task FinishAsync(this UwsApp app, string path, params (string Name, string? MediaType, string Text)[] results)
    {
        foreach (var (name, mediaType, text) in results)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await app.Files.WriteAsync(UwsApp.IdOf(path), JobFileArea.Output, name, mediaType, content, default);
        }

        await app.Manager.FinishAsync(UwsApp.IdOf(path));
    }

    /// <summary>How many jobs and input files there are.</summary>
    public static async Task<(int Jobs, int Files)> CountAsync(this UwsApp app) => ((await app.ListAsync()).Count, await UploadTests.FilesAsync(app));
}
