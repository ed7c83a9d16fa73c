using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using UwsKit;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Runs a host as its operator expects it: faults in plain lines, exit statuses of their own.</summary>
public static class UwsWebApplicationExtensions
{
    private const int Unavailable = 69;
    private const int WrongConfiguration = 78;

    /// <summary>
    /// Runs the host until it is stopped. A wrong configuration is printed, every fault in a line of its own and no stack trace, and gives 78; an address
    /// that cannot be listened on gives 69. With <c>--check</c> among the arguments everything is loaded, opened and checked, and nothing is served; a manager whose
    /// back end does not answer then gives 69 as well. With <c>--check-descriptions DIR</c> only the description files of that folder are checked;
    /// <c>--convert-description FROM TO</c> turns a description in JSON into a VOTable, or the other way. Packages add words of their own,
    /// such as <c>--add-user NAME</c>; <c>--help</c> tells them all. A word that is nearly one of them gives 64 and is not served past.
    /// </summary>
    /// <param name="app">The host.</param>
    /// <param name="args">The program's arguments.</param>
    /// <param name="command">What to do with the checked and opened host instead of serving, such as copying its records; gives the exit status.</param>
    /// <param name="usage">The lines of <c>--help</c> about the host's own words.</param>
    /// <returns>The exit status for the program.</returns>
    public static async Task<int> RunUwsAsync(this WebApplication app, string[] args, Func<IServiceProvider, Task<int>>? command = null, string? usage = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(args);
        await using var disposed = app.ConfigureAwait(false);
        if (await new HostCommands(app.Services.GetServices<IHostCommand>(), usage).RunAsync(args).ConfigureAwait(false) is { } status)
        {
            return status;
        }

        try
        {
            // Before the start, whose failure the host would log once more.
            var checks = app.Services.GetRequiredService<UwsChecks>();
            await checks.RunAsync(CancellationToken.None).ConfigureAwait(false);
            if (args.Contains(HostCommands.Check))
            {
                if (checks.CatalogueFaults is { Count: > 0 } faults)
                {
                    throw new UwsConfigurationException(faults);
                }

                Console.WriteLine("The configuration is sound.");
                return await TellManagersAsync(checks).ConfigureAwait(false);
            }

            if (command is not null)
            {
                return await command(app.Services).ConfigureAwait(false);
            }

            await app.StartAsync().ConfigureAwait(false);
        }
        catch (UwsConfigurationException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return WrongConfiguration;
        }
        catch (Exception e) when (IsOfListening(e))
        {
            // What has started by now is stopped in order.
            await app.StopAsync().ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"The service cannot listen: {e.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
            return Unavailable;
        }

        await app.WaitForShutdownAsync().ConfigureAwait(false);
        return 0;
    }

    // The port is taken or none, the address is none, or https has no certificate, of which Kestrel itself tells by a general exception.
    private static bool IsOfListening(Exception e)
        => e is IOException or SocketException or FormatException or ArgumentOutOfRangeException { ParamName: "port" }
            or InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };

    private static async Task<int> TellManagersAsync(UwsChecks checks)
    {
        var status = 0;
        foreach (var (manager, fault) in await checks.AskManagersAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Console.WriteLine(fault is null ? $"Manager {manager} answers." : $"Manager {manager} does not answer; its jobs would wait: {fault}");
            status = fault is null ? status : Unavailable;
        }

        return status;
    }
}
