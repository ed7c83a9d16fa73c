namespace UwsKit.Managers.Local;

/// <summary>
/// What one job may use; null = no limit. A description may set lower ones by <c>backend.options</c> of the same names (<c>cpuTime</c>,
/// <c>memory</c>, …). Sizes are texts such as <c>500 MB</c> or <c>2 GiB</c>.
/// </summary>
public sealed class LocalLimits
{
    /// <summary>CPU time of each process of the work; at whole seconds.</summary>
    public TimeSpan? CpuTime { get; set; }

    /// <summary>Address space of each process; with <see cref="LocalManagerOptions.Cgroup"/> the memory of the whole job instead.</summary>
    public string? Memory { get; set; }

    /// <summary>Processes and threads of the job at once: counted at each look, or kept by the kernel with <see cref="LocalManagerOptions.Cgroup"/>.</summary>
    public int? Processes { get; set; }

    /// <summary>Open files of each process.</summary>
    public int? OpenFiles { get; set; }

    /// <summary>Size of each file that the work writes.</summary>
    public string? FileSize { get; set; }

    /// <summary>Disk use of the job in all: its output, work and temporary directories, standard output and error.</summary>
    public string? Disk { get; set; }

    /// <summary>Size of standard output and of standard error, each.</summary>
    public string? Logs { get; set; } = "1 GB";
}
