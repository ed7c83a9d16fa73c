using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace UwsKit.Managers.Local.Tests;

/// <summary>The engine with this manager behind it.</summary>
public sealed class FairnessTests
{
    [Fact]
    public async Task With_one_slot_the_only_job_of_an_owner_goes_second_however_many_another_has_queued()
    {
        var folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
        var (turns, go) = (Path.Combine(folder, "turns"), Path.Combine(folder, "go"));
        var services = new ServiceCollection().AddLogging().AddSingleton<IFileStorage>(new DirectoryFiles(folder)).AddSingleton<IJobDirectories>(new DirectoryFiles(folder));
        var description = new JobDescription
        {
            Name = "fair", Parameters = [new("n", ParameterType.Text)],
            Backend = new() { Command = ["/bin/sh", "-c", $"until [ -e {go} ]; do sleep 0.02; done; echo $UWS_PARAM_n >>{turns}"] },
        };
        services.AddUws().AddLocalManager("local", new() { Root = Path.Combine(folder, "work"), MaxParallel = 1, PollInterval = TimeSpan.FromMilliseconds(20) })
            .AddJobList(description, "local");
        await using (var provider = services.BuildServiceProvider())
        {
            var hosted = provider.GetServices<IHostedService>().ToList();
            foreach (var service in hosted)
            {
                await service.StartAsync(default);
            }

            var list = provider.GetRequiredService<JobLists>().Find("fair")!;
            for (var i = 1; i <= 20; i++)
            {
                await CreateAsync("many", $"many{i}");
                if (i == 1)
                {
                    await TestHost.UntilAsync(() => Directory.EnumerateFiles(Path.Combine(folder, "work"), "started.1", SearchOption.AllDirectories).Any(), "the first job to hold the slot");
                }
            }

            await CreateAsync("few", "few");
            await File.WriteAllTextAsync(go, "");
            await TestHost.UntilAsync(() => File.Exists(turns) && File.ReadAllLines(turns).Length == 21, "all jobs to have run");

            foreach (var service in hosted)
            {
                await service.StopAsync(default);
            }

            Task CreateAsync(string owner, string n) => provider.GetRequiredService<JobService>().CreateAsync(
                list, new(JobId.New(TimeProvider.System)) { OwnerId = owner, Run = true, Posted = [new PostedValue("n", n)] }, default);
        }

        var order = await File.ReadAllLinesAsync(turns);
        order.Take(2).Should().Equal("many1", "few");
        order.Should().OnlyHaveUniqueItems();
        UnixFiles.DeleteFolder(folder);
    }

    [Fact]
    public async Task With_one_slot_jobs_of_a_list_with_a_higher_priority_go_first_owners_in_turn_and_none_is_left_out()
    {
        var folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
        var (turns, go) = (Path.Combine(folder, "turns"), Path.Combine(folder, "go"));
        var services = new ServiceCollection().AddLogging().AddSingleton<IFileStorage>(new DirectoryFiles(folder)).AddSingleton<IJobDirectories>(new DirectoryFiles(folder));
        var uws = services.AddUws().AddLocalManager("local", new() { Root = Path.Combine(folder, "work"), MaxParallel = 1, PollInterval = TimeSpan.FromMilliseconds(20) });
        foreach (var (name, priority) in new (string, int?)[] { ("usual", null), ("urgent", 5), ("alarm", 5), ("idle", -1) })
        {
            uws.AddJobList(
                new() { Name = name, Parameters = [new("n", ParameterType.Text)], Backend = new() { Command = ["/bin/sh", "-c", $"until [ -e {go} ]; do sleep 0.02; done; echo $UWS_PARAM_n >>{turns}"] } },
                "local", new() { Priority = priority });
        }

        await using (var provider = services.BuildServiceProvider())
        {
            var hosted = provider.GetServices<IHostedService>().ToList();
            foreach (var service in hosted)
            {
                await service.StartAsync(default);
            }

            await CreateAsync("idle", "a", "first");
            await TestHost.UntilAsync(() => Directory.EnumerateFiles(Path.Combine(folder, "work"), "started.1", SearchOption.AllDirectories).Any(), "the first job to hold the slot");
            string[] names = ["idle", "usual", "urgent"];
            foreach (var name in names)
            {
                await CreateAsync(name, "a", $"{name}-a1");
                await CreateAsync(name, "a", $"{name}-a2");
                await CreateAsync(name, "b", $"{name}-b");
            }

            await CreateAsync("alarm", "a", "alarm-a");
            await File.WriteAllTextAsync(go, "");
            await TestHost.UntilAsync(() => File.Exists(turns) && File.ReadAllLines(turns).Length == 11, "all jobs to have run");
            foreach (var service in hosted)
            {
                await service.StopAsync(default);
            }

            Task CreateAsync(string list, string owner, string n) => provider.GetRequiredService<JobService>().CreateAsync(
                provider.GetRequiredService<JobLists>().Find(list)!, new(JobId.New(TimeProvider.System)) { OwnerId = owner, Run = true, Posted = [new PostedValue("n", n)] }, default);
        }

        var order = await File.ReadAllLinesAsync(turns);
        order.Select(n => n.Split('-')[0]).Select(n => n == "alarm" ? "urgent" : n)
            .Should().Equal("first", "urgent", "urgent", "urgent", "urgent", "usual", "usual", "usual", "idle", "idle", "idle");
        order.Skip(1).Take(2).Should().Contain("urgent-b", "owners take turns");
        UnixFiles.DeleteFolder(folder);
    }
}
