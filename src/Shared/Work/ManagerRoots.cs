using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Work;

/// <summary>
/// Sees to it that no two managers of one host work in one folder: each would take the other's jobs for its own, or for what nobody owns. Known by the host's services,
/// for managers of different plugins share no type of their own.
/// </summary>
internal static class ManagerRoots
{
    /// <summary>Notes a manager's folder.</summary>
    /// <returns>The fault in a line when another manager has it; null otherwise.</returns>
    public static string? Claim(IServiceCollection services, string name, string root)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var key = "uws-manager-root:" + (Directory.Exists(folder) ? Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder : folder);
        var taken = services.FirstOrDefault(s => s.IsKeyedService && Equals(s.ServiceKey, key));
        if (taken is null)
        {
            services.AddKeyedSingleton<string>(key, name);
        }

        return taken is null ? null : $"{name}:Root: '{root}' is the Root of the manager '{taken.KeyedImplementationInstance}' as well; allowed: a folder that no other manager of this host uses";
    }
}
