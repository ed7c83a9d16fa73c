namespace UwsKit.Managers.Slurm.Tests;

/// <summary>One that tests may break, one after another. Its controller calls the site's script as EpilogSlurmctld.</summary>
public sealed class FragileCluster : SlurmCluster
{
    public const string Name = "a cluster that may be broken";

    /// <summary>The controller goes away and comes back without anything that it knew: numbers begin anew.</summary>
    public void LoseState()
    {
        StopController();
        Directory.Delete(Path.Combine(Folder, "state"), recursive: true);
        Up();
    }

    protected override string Extra()
    {
        InstallSiteScript();
        return $"EpilogSlurmctld={SiteScript}\n";
    }
}

[CollectionDefinition(FragileCluster.Name)]
public sealed class FragileClusterGroup : ICollectionFixture<FragileCluster>;
