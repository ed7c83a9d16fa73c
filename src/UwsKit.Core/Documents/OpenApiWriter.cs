using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UwsKit;

/// <summary>Writes the service as OpenAPI 3.1: every resource of every job list, each list with the schema of its own parameters. Pure and thread-safe.</summary>
internal static class OpenApiWriter
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(ServiceInterface service)
    {
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = service.Title, ["version"] = "1.1", ["description"] = "Jobs by IVOA UWS 1.1. Names of parameters are matched without regard to case; parameters with x-required are asked for when a job is run." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = service.Root }),
            ["tags"] = new JsonArray([new JsonObject { ["name"] = "service" }, .. service.Lists.Select(Tag)]),
            ["paths"] = Paths(service),
            ["components"] = Components(service),
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, Options);
    }

    private static JsonObject Tag(JobList list)
    {
        var tag = new JsonObject { ["name"] = list.Name };
        if ((list.Description.Text ?? list.Description.Title) is { } text)
        {
            tag["description"] = text;
        }

        if (list.Description.Documentation is { } url)
        {
            tag["externalDocs"] = new JsonObject { ["url"] = url.AbsoluteUri };
        }

        return tag;
    }

    private static JsonObject Paths(ServiceInterface service)
    {
        var paths = new JsonObject();
        foreach (var entry in ResourceTree.Service)
        {
            paths[entry.Path] = OpenApiOperations.Of(entry, service, null);
        }

        foreach (var list in service.Lists)
        {
            foreach (var entry in ResourceTree.List.Concat(ResourceTree.Job))
            {
                var path = entry.Path.Replace("{list}", list.Name, StringComparison.Ordinal);
                paths[path] = OpenApiOperations.Of(entry with { Path = path }, service, list);
            }
        }

        return paths;
    }

    private static JsonObject Components(ServiceInterface service)
    {
        var schemas = OpenApiSchemas.Read();
        foreach (var list in service.Lists)
        {
            foreach (var operation in ResourceTree.List.Concat(ResourceTree.Job).SelectMany(e => e.Operations).Where(o => o.WithParameters))
            {
                IReadOnlyList<ParameterDescription> fields = [.. operation.Fields!, .. list.Description.Parameters];
                schemas[$"{operation.Id}.{list.Name}"] = ParameterSchema.Form(fields, upload: false);
                schemas[$"{operation.Id}.{list.Name}.multipart"] = ParameterSchema.Form(fields, upload: true);
            }
        }

        return new()
        {
            ["schemas"] = schemas,
            ["responses"] = Responses(),
            ["securitySchemes"] = new JsonObject([.. service.Security.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Scheme(m))), KeyValuePair.Create("eventToken", (JsonNode?)EventToken())]),
        };
    }

    private static JsonObject Responses()
    {
        var responses = new JsonObject();
        foreach (var (status, text) in OpenApiOperations.Refusals)
        {
            responses[$"Refusal{status.ToString(CultureInfo.InvariantCulture)}"] = new JsonObject
            {
                ["description"] = text,
                ["content"] = new JsonObject
                {
                    ["text/plain"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } },
                    ["application/problem+json"] = new JsonObject { ["schema"] = OpenApiOperations.Reference("schemas", "Problem") },
                },
            };
        }

        return responses;
    }

    private static JsonObject Scheme(SecurityMethod method) => method.Kind switch
    {
        SecurityKind.Basic => new() { ["type"] = "http", ["scheme"] = "basic" },
        SecurityKind.Bearer => new() { ["type"] = "http", ["scheme"] = "bearer" },
        SecurityKind.Cookie => new() { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = $".AspNetCore.{method.Name}" },
        SecurityKind.Certificate => new() { ["type"] = "mutualTLS" },
        _ => new() { ["type"] = "http", ["scheme"] = method.Name, ["description"] = "a scheme of the host's own" },
    };

    private static JsonObject EventToken() => new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "the token that the job's own script is given for one attempt" };
}
