using UwsKit;
using UwsKit.Batch;
using UwsKit.Managers.Slurm;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers SLURM managers.</summary>
public static class SlurmExtensions
{
    /// <summary>
    /// Adds a manager that runs jobs on a SLURM cluster. Needs a file storage that keeps its areas in directories (<see cref="IJobDirectories"/>) which the
    /// nodes see under the same paths. May be called several times with different names and roots.
    /// </summary>
    /// <param name="builder">Of <c>AddUws</c>.</param>
    /// <param name="name">The manager's name: the key of <see cref="IManager"/>, <see cref="IHoldingManager"/> and <see cref="IDurationManager"/>.</param>
    /// <param name="options">Null = the defaults.</param>
    /// <exception cref="UwsConfigurationException">With every fault of the options.</exception>
    public static UwsBuilder AddSlurm(this UwsBuilder builder, string name, SlurmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var settings = options ?? new();
        return builder.AddBatch(name, "SLURM", settings.Root, SlurmOptionFaults.Of(name, settings), parts => new SlurmManager(settings, parts));
    }
}
