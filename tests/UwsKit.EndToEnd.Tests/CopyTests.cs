namespace UwsKit.EndToEnd;

/// <summary>A service moves from SQLite to record files and back by two commands and one changed key, and no job is lost.</summary>
public sealed class CopyTests : IAsyncDisposable
{
    private const int Usage = 64, DataError = 65, WrongConfiguration = 78, InputOutputError = 74;

    private static readonly string[] ToFiles = ["--Uws:Storage:Plugin=UwsKit.Storage.File", "--Uws:Storage:Path=", "--Uws:Storage:Root=data/cta/records"];

    private readonly TestFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_service_moves_to_another_storage_and_back()
    {
        string job, before;
        await using (var host = await ServiceHost.StartAsync(Places.CtaService, _folder))
        {
            using var client = new HttpClient();
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("width", "4"), KeyValuePair.Create("RUNID", "moved")]);
            using var created = await client.PostAsync($"{host.Root}/skymap", form);
            job = created.RequestMessage!.RequestUri!.AbsolutePath;
            before = await client.GetStringAsync(new Uri(new Uri(host.Root), job));
        }

        await SaysAsync(0, "1 jobs exported to copy.jsonl; 0 deleted meanwhile; 0 unreadable. Provenance of 0 jobs.", "--export", "copy.jsonl");
        await SaysAsync(0, "1 jobs imported from copy.jsonl; 0 were there already; 0 are there but differ; 0 lines are broken.", [.. ToFiles, "--import", "copy.jsonl"]);
        await using (var host = await ServiceHost.StartAsync(Places.CtaService, _folder, ToFiles))
        {
            using var client = new HttpClient();
            var after = await client.GetStringAsync(new Uri(new Uri(host.Root), job));
            WithoutPort(after).Should().Be(WithoutPort(before));

            await SaysAsync(WrongConfiguration, "keeps job records there already; allowed: one process at a time", [.. ToFiles, "--export", "again.jsonl"]);
        }

        await SaysAsync(0, "1 jobs exported to back.jsonl", [.. ToFiles, "--export", "back.jsonl"]);
        (await File.ReadAllTextAsync(_folder["back.jsonl"])).Should().Be(await File.ReadAllTextAsync(_folder["copy.jsonl"]));
        await SaysAsync(0, "0 jobs imported from back.jsonl; 1 were there already; 0 are there but differ; 0 lines are broken.", "--import", "back.jsonl");
    }

    [Fact]
    public async Task Wrong_files_are_told_in_one_line()
    {
        await File.WriteAllTextAsync(_folder["broken.jsonl"], "no record\n");

        await SaysAsync(InputOutputError, "--import 'none.jsonl': Could not find file", "--import", "none.jsonl");
        await SaysAsync(InputOutputError, "--export 'broken.jsonl': There is such a file already; allowed: a name where there is none yet.", "--export", "broken.jsonl");
        await SaysAsync(Usage, "--export: the name of a file is needed", "--export");
        await SaysAsync(DataError, "line 1: no record of a job: ", "--import", "broken.jsonl");
        await SaysAsync(DataError, "0 jobs imported from broken.jsonl; 0 were there already; 0 are there but differ; 1 lines are broken.", "--import", "broken.jsonl");
    }

    private static string WithoutPort(string xml) => System.Text.RegularExpressions.Regex.Replace(xml, @"127\.0\.0\.1:\d+", "host");

    private async Task SaysAsync(int status, string words, params string[] arguments)
    {
        var (found, output) = await ServiceHost.RunAsync(Places.CtaService, _folder, arguments);
        found.Should().Be(status, output);
        output.Should().Contain(words).And.NotContain("   at ", "no stack trace");
    }
}
