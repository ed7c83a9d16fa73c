using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UwsKit.Testing;

namespace UwsKit;

public sealed class CatalogueTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-catalogue").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<UwsApp> StartAsync() => UwsApp.StartAsync(settings =>
    {
        settings["Uws:Catalogue:Folder"] = _folder;
        settings["Uws:Catalogue:Manager"] = "scripted";
        settings["Uws:Catalogue:RemovalGrace"] = "0s";
        settings["Uws:JobLists:maps:Dali"] = "true";
    });

    [Fact]
    public async Task Settings_of_a_list_that_the_catalogue_does_not_offer_are_warned_of()
    {
        using var logs = new LogLines();
        await using var app = await UwsApp.StartAsync(
            settings =>
            {
                settings["Uws:Catalogue:Folder"] = _folder;
                settings["Uws:Catalogue:Manager"] = "scripted";
                settings["Uws:JobLists:maaps:Dali"] = "true";
            },
            build: builder => builder.Logging.AddProvider(logs));
        logs.Lines.Should().ContainSingle(l => l.StartsWith("Warning 1090 ", StringComparison.Ordinal)).Which.Should().Contain("Uws:JobLists:maaps").And.Contain(_folder).And.EndWith("it offers none");
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "maps.json"), text);

    private static async Task UntilAsync(UwsApp app, Func<JobLists, bool> done)
    {
        // The clock is the system's here, so that the watch itself is tried.
        for (var patience = 0; !done(app.Services.GetRequiredService<JobLists>()); patience++)
        {
            patience.Should().BeLessThan(600, "the catalogue is watched");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_list_comes_and_goes_with_its_file_and_its_jobs_stay_readable()
    {
        await using var app = await StartAsync();
        (await app.PostAsync("/uws/maps", "")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        Write("""{ "name": "maps", "parameters": [ { "name": "width", "type": "real" } ], "results": [ { "name": "map", "filePattern": "*.fits" } ] }""");
        await UntilAsync(app, lists => lists.Find("maps") is not null);
        app.Services.GetRequiredService<JobLists>().Find("maps")!.Options.Dali.Should().BeTrue();
        using var created = await app.PostAsync("/uws/maps", "width=1&PHASE=RUN");
        var path = created.Headers.Location!.AbsolutePath;
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), TestContext.Current.CancellationToken);
        await app.Manager.RunAsync(UwsApp.IdOf(path));

        File.Delete(Path.Combine(_folder, "maps.json"));
        await UntilAsync(app, lists => lists.Find("maps") is null);

        await app.Client.GetAsync("/uws/maps").ShouldRefuseAsync(HttpStatusCode.NotFound, "maps");
        await app.PostAsync("/uws/maps", "width=1").ShouldRefuseAsync(HttpStatusCode.NotFound, "maps");
        await app.Client.GetAsync($"/uws/maps/{JobId.New(TimeProvider.System)}").ShouldRefuseAsync(HttpStatusCode.NotFound, "There is no job list 'maps'");
        (await app.TextAsync(path)).Should().Contain("EXECUTING");
        await app.Files.WriteAsync(UwsApp.IdOf(path), JobFileArea.Output, "a.fits", null, new MemoryStream(Encoding.UTF8.GetBytes("SIMPLE")), default);
        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        (await app.JobAsync(path)).Results.Single().Id.Should().Be("a.fits");
        (await app.TextAsync($"{path}/results/result")).Should().Be("SIMPLE");
        (await app.PostAsync($"{path}/phase", "PHASE=RUN")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await app.SendAsync("PUT", $"{path}/phase")).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await app.SendAsync("DELETE", path)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await app.Client.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_document_follows_the_folder_and_a_job_keeps_its_description()
    {
        Write("""{ "name": "maps", "parameters": [ { "name": "width", "type": "real" } ], "examples": [ { "name": "wide", "parameters": { "width": 9 } } ], "backend": { "command": ["/bin/true"] } }""");
        await using var app = await StartAsync();
        string[] documents = ["capabilities", "application.wadl", "openapi.json", "descriptions/maps", "examples"];
        foreach (var document in documents)
        {
            (await app.TextAsync($"/uws/{document}")).Should().Contain("width", document);
        }

        using var wadl = await app.Client.GetAsync("/uws/application.wadl");
        var created = await app.PostAsync("/uws/maps", "width=1");
        Write("""{ "name": "maps", "version": "2", "parameters": [ { "name": "radius", "type": "real" } ], "examples": [ { "name": "wide", "parameters": { "radius": 9 } } ] }""");
        await UntilAsync(app, lists => lists.Find("maps")?.Description.Version == "2");

        foreach (var document in documents)
        {
            (await app.TextAsync($"/uws/{document}")).Should().Contain("radius", document).And.NotContain("width", document);
        }

        using var again = await app.SendAsync("GET", "/uws/application.wadl", null, ("If-None-Match", wadl.Headers.ETag!.ToString()));
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.TextAsync($"{created.Headers.Location!.AbsolutePath}/description")).Should().Contain("width").And.NotContain("/bin/true");
        File.Delete(Path.Combine(_folder, "maps.json"));
        await UntilAsync(app, lists => lists.Find("maps") is null);
        (await app.TextAsync("/uws/openapi.json")).Should().NotContain("maps");
        (await app.TextAsync($"{created.Headers.Location!.AbsolutePath}/description")).Should().Contain("width");
    }

    [Fact]
    public async Task A_PENDING_job_keeps_the_parameters_that_it_was_created_with()
    {
        Write("""{ "name": "maps", "parameters": [ { "name": "width", "type": "real" } ] }""");
        await using var app = await StartAsync();
        using var created = await app.PostAsync("/uws/maps", "");
        var path = created.Headers.Location!.AbsolutePath;
        Write("""{ "name": "maps", "version": "2", "parameters": [ { "name": "radius", "type": "real" } ] }""");
        await UntilAsync(app, lists => lists.Find("maps")?.Description.Version == "2");

        (await app.SendAsync("PUT", $"{path}/parameters/width", new StringContent("7"))).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await app.SendAsync("PUT", $"{path}/parameters/radius", new StringContent("7"))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.PostAsync($"{path}/parameters", "width=wide")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await app.TextAsync($"{path}/parameters/width")).Should().Be("7");
    }

    [Fact]
    public async Task Managers_that_are_not_there_stop_the_start_though_no_list_has_come_yet()
    {
        var faults = (await FluentActions.Awaiting(() => UwsApp.StartAsync(settings =>
        {
            settings["Uws:Catalogue:Folder"] = _folder;
            settings["Uws:Catalogue:Manager"] = "moon";
            settings["Uws:Defaults:Managers:0"] = "mars";
            settings["Uws:JobLists:maps:Managers:0"] = "venus";
        })).Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;
        faults.Should().Contain("Uws:Catalogue:Manager: there is no manager 'moon'; known here: scripted")
            .And.Contain("Uws:Defaults:Managers: there is no manager 'mars'; known here: scripted")
            .And.Contain("Uws:JobLists:maps:Managers: there is no manager 'venus'; known here: scripted");
    }

    [Theory]
    [InlineData("""{ "name": "x", "parameters": [ { "name": "a", "type": "real",""" + "\n  \"max\": 1, \"min\": 2 } ] }", 78, "maps.json:2:13: parameter 'a': min '2' is above max '1'")]
    [InlineData("""{ "name": "x" }""", 0, "1 descriptions are sound: x.\n")]
    public async Task A_folder_is_checked_from_the_command_line(string text, int status, string line)
    {
        Write(text);
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        (await DescriptionCheck.RunAsync(_folder, output, error)).Should().Be(status, error.ToString());
        (status == 0 ? output : error).ToString().Should().Contain(line);
        (status == 0 ? error : output).ToString().Should().BeEmpty();
    }

    [Fact]
    public async Task A_check_without_a_folder_is_a_wrong_usage()
    {
        using var error = new StringWriter();
        (await DescriptionCheck.RunAsync(null, error, error)).Should().Be(64);
        (await DescriptionCheck.RunAsync(Path.Combine(_folder, "none"), error, error)).Should().Be(78);
        error.ToString().Should().Contain("a folder is needed").And.Contain("there is no such folder");
    }
}
