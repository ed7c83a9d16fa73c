using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>
/// A cluster as a site has it: the site's script as jobcomp/script, accounting (slurmdbd on a MariaDB of its own), accounts and qualities of service, memory
/// limits by cgroups, a partition whose jobs give way, generic resources. What this machine cannot do is named.
/// </summary>
public sealed class SiteCluster : SlurmCluster
{
    private Process? _database;
    private Process? _accounting;

    /// <summary>Why there is no accounting; null = there is.</summary>
    public string? WhyNoAccounting { get; private set; }

    /// <summary>Why memory limits are not kept; null = they are.</summary>
    public string? WhyNoMemoryLimits { get; private set; }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var daemon in new[] { _accounting, _database }.OfType<Process>())
        {
            if (!daemon.HasExited)
            {
                daemon.Kill(entireProcessTree: true);
                daemon.WaitForExit();
            }

            daemon.Dispose();
        }

        if (_database is not null && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    protected override string Extra()
    {
        InstallSiteScript();
        WhyNoAccounting = Missing("slurmdbd", "mariadbd", "mariadb-install-db", "sacctmgr") is { } missing
            ? $"'{missing}' is not installed (Debian: slurmdbd slurm-wlm-mysql-plugin mariadb-server)" : null;
        WhyNoMemoryLimits = File.Exists("/sys/fs/cgroup/memory/memory.limit_in_bytes") && Environment.UserName == "root" ? null
            : "memory limits need the memory controller of cgroup v1 at /sys/fs/cgroup/memory, and root";
        File.WriteAllText(Path.Combine(Folder, "gres.conf"), "NodeName=n[1-2] Name=tape Count=2\n");
        File.WriteAllText(Path.Combine(Folder, "cgroup.conf"), "CgroupPlugin=cgroup/v1\nConstrainRAMSpace=yes\n");
        var node = $"NodeHostname={System.Net.Dns.GetHostName().Split('.')[0]} NodeAddr=127.0.0.1 CPUs=32 RealMemory=4000 Gres=tape:2 State=UNKNOWN";
        // Slurmctld asks accounting for its clusters at its start, so that has to be up before.
        return $"""
            JobCompType=jobcomp/script
            JobCompLoc={SiteScript}
            MinJobAge=5
            GresTypes=tape
            PreemptType=preempt/partition_prio
            PreemptMode=CANCEL
            SelectTypeParameters=CR_CPU_Memory
            DefMemPerNode=20
            {(WhyNoMemoryLimits is null ? "TaskPlugin=task/cgroup" : "")}
            NodeName=n1 Port={Text(Port + 1)} {node}
            NodeName=n2 Port={Text(Port + 2)} {node}
            PartitionName=debug Nodes=ALL Default=YES DefaultTime=10 MaxTime=60 State=UP PriorityTier=10
            PartitionName=low Nodes=ALL DefaultTime=10 MaxTime=60 State=UP PriorityTier=1
            {(WhyNoAccounting is null ? StartAccounting() : "")}

            """;
    }

    private string StartAccounting()
    {
        string Inside(string name) => Path.Combine(Folder, name);
        Directory.CreateDirectory(Inside("run"));
        Directory.CreateDirectory(Inside("log"));
        var (user, socket) = (Environment.UserName, Inside("run/m.sock"));
        Operator("mariadb-install-db", "--no-defaults", $"--datadir={Inside("db")}", "--auth-root-authentication-method=normal", "--skip-test-db", $"--user={user}");
        _database = Start("mariadbd", "--no-defaults", $"--user={user}", $"--datadir={Inside("db")}", $"--socket={socket}", $"--pid-file={Inside("run/m.pid")}", "--bind-address=127.0.0.1",
            $"--port={Text(Port + 4)}", "--skip-log-bin", "--innodb-buffer-pool-size=64M", $"--log-error={Inside("log/maria.err")}");
        string[] root = ["--no-defaults", "-S", socket, "-u", "root"];
        Until(() => Run("mariadb-admin", [.. root, "ping"]).Code == 0, "MariaDB to answer");
        Operator("mariadb", [.. root, "-e", "create database slurm_acct; create user slurm@127.0.0.1 identified by 'slurm'; create user slurm@localhost identified by 'slurm'; "
            + "grant all on slurm_acct.* to slurm@127.0.0.1; grant all on slurm_acct.* to slurm@localhost"]);
        File.WriteAllText(Inside("slurmdbd.conf"), $"""
            AuthType=auth/munge
            AuthInfo=socket={Inside("munge/m.sock")}
            DbdHost=localhost
            DbdAddr=127.0.0.1
            DbdPort={Text(Port + 3)}
            SlurmUser={user}
            LogFile={Inside("log/slurmdbd.log")}
            PidFile={Inside("run/slurmdbd.pid")}
            StorageType=accounting_storage/mysql
            StorageHost=127.0.0.1
            StoragePort={Text(Port + 4)}
            StorageUser=slurm
            StoragePass=slurm
            StorageLoc=slurm_acct

            """);
        File.SetUnixFileMode(Inside("slurmdbd.conf"), UnixFiles.Private);
        var accounting = $"""
            AccountingStorageType=accounting_storage/slurmdbd
            AccountingStorageHost=127.0.0.1
            AccountingStoragePort={Text(Port + 3)}
            AccountingStoragePass={Inside("munge/m.sock")}
            AccountingStorageEnforce=associations,limits,qos
            """;
        File.WriteAllText(Inside("extra.conf"), accounting + "\n");
        Script("prep");
        _accounting = Start("slurmdbd", "-D");
        Until(() => Run("sacctmgr", "--immediate", "--noheader", "show", "cluster").Code == 0, "slurmdbd to answer");
        // An association needs the cluster's name before the cluster has registered itself.
        Operator("sacctmgr", "--immediate", "add", "cluster", "uwskit");
        Operator("sacctmgr", "--immediate", "add", "account", "cta", "cluster=uwskit");
        Operator("sacctmgr", "--immediate", "add", "qos", "fast");
        Operator("sacctmgr", "--immediate", "modify", "qos", "fast", "set", "MaxTRESPerJob=cpu=4", "Flags=DenyOnLimit");
        Operator("sacctmgr", "--immediate", "add", "user", user, "account=cta", "cluster=uwskit");
        Operator("sacctmgr", "--immediate", "modify", "user", user, "set", "qos=normal,fast");
        return accounting;
    }

    private static void Until(Func<bool> condition, string what) => TestHost.UntilAsync(() => Task.FromResult(condition()), what).GetAwaiter().GetResult();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

[CollectionDefinition(nameof(SiteCluster))]
public sealed class SiteClusterGroup : ICollectionFixture<SiteCluster>;

/// <summary>For clusters that call the site's script.</summary>
public static class SiteScripts
{
    /// <summary>Lets the script tell of the jobs of a host.</summary>
    public static void ListenTo(this SlurmCluster cluster, TestHost host) => File.AppendAllText(cluster.SiteScript + ".roots", Path.Combine(host.Folder, "work") + "\n");

    /// <summary>A job that SLURM cannot launch ends long before a sweep, by what the script says.</summary>
    public static async Task TellsOfALaunchFailureAsync(this SlurmCluster cluster)
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        cluster.ListenTo(host);
        var job = await host.StartAsync("exit 0");
        Directory.CreateDirectory(host.Control(job, "batch.1.log"));

        await host.Holding.ReleaseAsync(job, default);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Transient && e.Message!.Contains("JobLaunchFailure"));
    }
}
