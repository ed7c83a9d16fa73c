using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UwsKit;

public sealed class ServiceTests
{
    [Fact]
    public async Task Availability_is_a_valid_document_and_true_while_all_works()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.Client.GetAsync("/uws/availability");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var xml = await response.Content.ReadAsStringAsync();
        xml.Should().Contain("<vosi:available>true</vosi:available>");
        Schemas.Validate(xml, "ivoa/VOSIAvailability-v1.0.xsd");
    }

    [Fact]
    public async Task Without_any_manager_that_answers_it_is_not_available()
    {
        await using var app = await UwsApp.StartAsync();
        app.Manager.IsAway = true;
        app.Services.GetRequiredService<ManagerStatus>().Failed("scripted", "secret host refused");
        var xml = await app.TextAsync("/uws/availability");
        xml.Should().Contain("<vosi:available>false</vosi:available>").And.Contain("scripted").And.NotContain("secret");
        Schemas.Validate(xml, "ivoa/VOSIAvailability-v1.0.xsd");
    }

    [Fact]
    [Rule(9, 11)]
    public async Task Capabilities_name_each_list_as_UWS_1_1()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.Client.GetAsync("/uws/capabilities");
        response.Content.Headers.LastModified.Should().NotBeNull();
        var xml = await response.Content.ReadAsStringAsync();
        var list = XDocument.Parse(xml).Root!.Elements("capability").Single(c => c.Attribute("standardID")!.Value == "ivo://ivoa.net/std/UWS#rest-1.1");
        list.Descendants("accessURL").Select(u => u.Value).Distinct().Should().Equal("http://localhost/uws/probe");
        Schemas.Validate(xml, "w3c/xml.xsd", "w3c/xlink.xsd", "ivoa/stc-v1.30.xsd", "ivoa/VOResource-v1.2.xsd", "ivoa/VODataService-v1.2.xsd", "ivoa/VOSICapabilities-v1.0.xsd");
    }

    [Fact]
    public async Task A_storage_that_answers_reads_alone_is_not_healthy()
    {
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b =>
        {
            b.Services.AddSingleton<IStorage>(storage);
            b.Services.AddHealthChecks().AddUws();
        });
        storage.ThrowOnWrite = () => new UwsException(UwsErrorKind.Unavailable, "The storage takes no writes.");

        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        report.Entries["uws-storage"].Status.Should().Be(HealthStatus.Unhealthy);
        (await app.TextAsync("/uws/availability")).Should().Contain("<vosi:available>false</vosi:available>");
    }

    [Fact]
    public async Task A_storage_that_is_only_busy_is_healthy()
    {
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b =>
        {
            b.Services.AddSingleton<IStorage>(storage);
            b.Services.AddHealthChecks().AddUws();
        });
        storage.ThrowOnWrite = () => new UwsException(UwsErrorKind.Unavailable, "all connections are in use") { RetryAfter = TimeSpan.FromSeconds(5), IsBusy = true };

        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        report.Entries["uws-storage"].Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Health_checks_tell_storage_and_managers_apart()
    {
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b =>
        {
            b.Services.AddSingleton<IStorage>(storage);
            b.Services.AddHealthChecks().AddUws();
        });
        var health = app.Services.GetRequiredService<HealthCheckService>();
        (await health.CheckHealthAsync()).Entries.Should().OnlyContain(e => e.Value.Status == HealthStatus.Healthy).And.ContainKeys("uws-storage", "uws-managers");
        storage.Throw = () => new IOException("gone");
        app.Manager.IsAway = true;
        app.Services.GetRequiredService<ManagerStatus>().Failed("scripted", "refused");
        var report = await health.CheckHealthAsync();
        report.Entries["uws-storage"].Status.Should().Be(HealthStatus.Unhealthy);
        report.Entries["uws-managers"].Status.Should().Be(HealthStatus.Unhealthy);
        report.Entries["uws-managers"].Description.Should().Contain("scripted since 20");
    }
}
