namespace UwsKit;

/// <summary>Documents about the service, made anew from the descriptions of its job lists with each request: a changed catalogue shows at once.</summary>
internal static class DocumentEndpoints
{
    /// <summary>VOSI capabilities: the VOSI resources, every job list as UWS 1.1 (§2.2.1.1) and as its own protocol, the examples.</summary>
    public static async Task GetCapabilitiesAsync(UwsCall call)
    {
        var service = await ServiceLook.TakeAsync(call).ConfigureAwait(false);
        await DocumentAnswer.WriteAsync(call, Answer.XmlType(call.Request), CapabilitiesWriter.Write(service), ServiceLook.ChangedAt(call)).ConfigureAwait(false);
    }

    /// <summary>The tree of resources as WADL.</summary>
    public static async Task GetWadlAsync(UwsCall call)
        => await DocumentAnswer.WriteAsync(call, "application/vnd.sun.wadl+xml", WadlWriter.Write(await ServiceLook.TakeAsync(call).ConfigureAwait(false))).ConfigureAwait(false);

    /// <summary>The tree of resources as OpenAPI 3.1.</summary>
    public static async Task GetOpenApiAsync(UwsCall call)
        => await DocumentAnswer.WriteAsync(call, Answer.JsonType, OpenApiWriter.Write(await ServiceLook.TakeAsync(call).ConfigureAwait(false))).ConfigureAwait(false);

    /// <summary>Requests that work (DALI 1.1 §2.3).</summary>
    public static async Task GetExamplesAsync(UwsCall call)
    {
        var service = await ServiceLook.TakeAsync(call).ConfigureAwait(false);
        if (!service.HasExamples)
        {
            throw new UwsException(UwsErrorKind.NotFound, "This service offers no examples.");
        }

        await DocumentAnswer.WriteAsync(call, "application/xhtml+xml; charset=utf-8", ExamplesWriter.Write(service)).ConfigureAwait(false);
    }

    /// <summary>What a registry is told.</summary>
    public static async Task GetRegistryRecordAsync(UwsCall call)
    {
        var record = call.Host.Options.Registry
            ?? throw new UwsException(UwsErrorKind.NotFound, "This service has no registry record: its configuration has no section Registry.");
        var service = await ServiceLook.TakeAsync(call).ConfigureAwait(false);
        var changed = ServiceLook.ChangedAt(call);
        await DocumentAnswer.WriteAsync(call, Answer.XmlType(call.Request), RegistryRecordWriter.Write(service, record, changed), changed).ConfigureAwait(false);
    }
}
