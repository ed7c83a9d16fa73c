using UwsKit;
using UwsKit.Batch;
using UwsKit.Managers.Moab;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Moab managers.</summary>
public static class MoabExtensions
{
    /// <summary>
    /// Adds a manager that runs jobs on a cluster whose scheduler is Moab. Needs a file storage that keeps its areas in directories (<see cref="IJobDirectories"/>) which the
    /// nodes see under the same paths. May be called several times with different names and roots.
    /// </summary>
    /// <param name="builder">Of <c>AddUws</c>.</param>
    /// <param name="name">The manager's name: the key of <see cref="IManager"/>, <see cref="IHoldingManager"/> and <see cref="IDurationManager"/>.</param>
    /// <param name="options">Null = the defaults.</param>
    /// <exception cref="UwsConfigurationException">With every fault of the options.</exception>
    public static UwsBuilder AddMoab(this UwsBuilder builder, string name, MoabOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var settings = options ?? new();
        return builder.AddBatch(name, "Moab", settings.Root, MoabOptionFaults.Of(name, settings), parts => new MoabManager(settings, parts));
    }
}
