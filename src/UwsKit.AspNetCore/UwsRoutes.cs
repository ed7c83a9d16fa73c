using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace UwsKit;

/// <summary>The tree of resources (UWS 1.1 §2.2, VOSI 1.1, DALI 1.1 §2), relative to the mapped prefix. Each resource is named here and nowhere else.</summary>
internal static class UwsRoutes
{
    public const string Capabilities = "/capabilities", List = "/{list}";

    /// <summary>Maps all of them.</summary>
    public static void Map(ResourceMap map, bool pages)
    {
        MapService(map);
        MapLists(map);
        MapJobs(map);
        if (pages)
        {
            MapPages(map);
        }

        map.MapUnknown("/{**rest}");
    }

    private static void MapService(ResourceMap map)
    {
        map.MapRoot("/", new(get: ServiceEndpoints.GetListsAsync));
        map.MapRoot("/availability", new(get: ServiceEndpoints.GetAvailabilityAsync)).WithMetadata(new AllowAnonymousAttribute());
        map.MapRoot(Capabilities, new(get: DocumentEndpoints.GetCapabilitiesAsync)).WithMetadata(new AllowAnonymousAttribute());
        // For registries, which harvest without credentials; it says of the lists what the capabilities say.
        map.MapRoot("/registry-record", new(get: DocumentEndpoints.GetRegistryRecordAsync)).WithMetadata(new AllowAnonymousAttribute());
        map.MapRoot("/application.wadl", new(get: DocumentEndpoints.GetWadlAsync));
        map.MapRoot("/openapi.json", new(get: DocumentEndpoints.GetOpenApiAsync));
        map.MapRoot("/examples", new(get: DocumentEndpoints.GetExamplesAsync));
        map.MapRoot("/descriptions", new(get: DescriptionEndpoints.GetAllAsync));
        map.MapRoot("/descriptions/{list}", new(get: DescriptionEndpoints.GetAsync));
        map.MapRoot("/links", new(get: LinksEndpoints.GetAsync, post: LinksEndpoints.GetAsync)).WithMetadata(new PostReads());
        map.MapRoot("/links/{list}", new(get: LinksEndpoints.GetListAsync, post: LinksEndpoints.GetListAsync)).WithMetadata(new PostReads());
        map.MapRoot("/provsap", new(get: ProvenanceEndpoints.GetAnyAsync));
    }

    private static void MapLists(ResourceMap map)
    {
        map.MapList(List, JobListEndpoints.GetAsync, JobListEndpoints.CreateAsync);
        map.MapList("/{list}-sync", SyncEndpoints.GetAsync, SyncEndpoints.PostAsync, SyncEndpoints.Demand);
        map.MapJob("/{list}-sync/{job}", SyncEndpoints.FollowAsync, demand: SyncEndpoints.Demand);
    }

    private static void MapJobs(ResourceMap map)
    {
        map.MapJob("/{list}/{job}", JobEndpoints.GetAsync, JobEndpoints.PostAsync, delete: JobEndpoints.DeleteAsync);
        map.MapJob("/{list}/{job}/phase", PropertyEndpoints.GetPhaseAsync, PropertyEndpoints.PostPhaseAsync);
        map.MapJob("/{list}/{job}/executionduration", PropertyEndpoints.GetDurationAsync, PropertyEndpoints.PostDurationAsync);
        map.MapJob("/{list}/{job}/destruction", PropertyEndpoints.GetDestructionAsync, PropertyEndpoints.PostDestructionAsync);
        map.MapJob("/{list}/{job}/quote", PropertyEndpoints.GetQuoteAsync);
        map.MapJob("/{list}/{job}/owner", PropertyEndpoints.GetOwnerAsync);
        map.MapJob("/{list}/{job}/error", ResultEndpoints.GetErrorAsync);
        map.MapJob("/{list}/{job}/links", LinksEndpoints.GetJobAsync, LinksEndpoints.GetJobAsync, postReads: true);
        map.MapJob("/{list}/{job}/results", ResultEndpoints.GetAllAsync);
        map.MapJob("/{list}/{job}/results/{result}", ResultEndpoints.GetAsync);
        map.MapJob("/{list}/{job}/parameters", ParameterEndpoints.GetAllAsync, ParameterEndpoints.PostAsync);
        map.MapJob("/{list}/{job}/parameters/{name}", ParameterEndpoints.GetAsync, put: ParameterEndpoints.PutAsync);
        map.MapJob("/{list}/{job}/parameters/{name}/{place}", ParameterEndpoints.GetAsync);
        map.MapJob("/{list}/{job}/description", DescriptionEndpoints.GetOfJobAsync);
        map.MapJob("/{list}/{job}/stdout", ResultEndpoints.GetStdoutAsync);
        map.MapJob("/{list}/{job}/stderr", ResultEndpoints.GetStderrAsync);
        map.MapJob("/{list}/{job}/sharing", SharingEndpoints.GetAsync, SharingEndpoints.PostAsync, delete: SharingEndpoints.DeleteAllAsync, ownersOnly: true);
        map.MapJob("/{list}/{job}/sharing/{entry}", delete: SharingEndpoints.DeleteAsync, ownersOnly: true);
        map.MapRemembered("/{list}/{job}/provenance", ProvenanceEndpoints.GetAsync);
        map.MapRemembered("/{list}/{job}/reproduce", ProvenanceEndpoints.CompareAsync, ProvenanceEndpoints.ReproduceAsync);
        map.MapKeyed("/{list}/{job}/events", EventEndpoint.PostAsync).WithMetadata(new AllowAnonymousAttribute());
    }

    // Only for browsers, beside the resources of the standard. No job is called so: ids have 31 characters.
    private static void MapPages(ResourceMap map)
    {
        map.MapRoot($"/{PageAssets.Segment}/{{hash}}/{{file}}", new(get: AssetEndpoint.GetAsync)).WithMetadata(new AllowAnonymousAttribute());
        map.MapList("/{list}/new", FormEndpoints.GetAsync, FormEndpoints.PostAsync);
        map.MapList("/{list}/selected", null, ChangeEndpoints.PostSelectedAsync);
        map.MapJob("/{list}/{job}/edit", FormEndpoints.GetEditAsync, FormEndpoints.PostEditAsync);
        map.MapJob("/{list}/{job}/change", post: ChangeEndpoints.PostAsync);
    }
}
