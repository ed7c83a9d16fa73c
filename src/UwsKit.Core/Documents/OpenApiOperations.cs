using System.Globalization;
using System.Text.Json.Nodes;

namespace UwsKit;

/// <summary>The resources of the tree as path items of OpenAPI.</summary>
internal static class OpenApiOperations
{
    /// <summary>What refusals mean, by status.</summary>
    public static IReadOnlyDictionary<int, string> Refusals { get; } = new Dictionary<int, string>
    {
        [400] = "Not understood, or a value that the description refuses; the answer says what is allowed",
        [401] = "Credentials are needed",
        [403] = "Not allowed to this caller, or in this phase",
        [404] = "There is no such thing",
        [413] = "Larger than allowed",
        [415] = "A content type that is not read here",
        [429] = "Too many requests; Retry-After says when to come back",
        [503] = "The storage is away; Retry-After says when to come back",
    };

    /// <summary>One path.</summary>
    public static JsonObject Of(ResourceEntry entry, ServiceInterface service, JobList? list)
    {
        var item = new JsonObject();
        var parts = entry.Path.Split('/').Where(s => s.StartsWith('{')).Select(s => s.Trim('{', '}')).ToList();
        if (parts.Count > 0)
        {
            item["parameters"] = new JsonArray([.. parts.Select(p => (JsonNode)new JsonObject { ["name"] = p, ["in"] = "path", ["required"] = true, ["schema"] = Text() })]);
        }

        foreach (var operation in entry.Operations)
        {
            item[operation.Verb.ToLowerInvariant()] = Operation(operation, service, list);
        }

        return item;
    }

    /// <summary>A reference to a component.</summary>
    public static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static JsonObject Operation(ResourceOperation operation, ServiceInterface service, JobList? list)
    {
        var json = new JsonObject
        {
            ["operationId"] = list is null ? operation.Id : $"{operation.Id}.{list.Name}",
            ["summary"] = operation.Text,
            ["tags"] = new JsonArray(list?.Name ?? "service"),
        };
        if (operation.Query.Count > 0)
        {
            json["parameters"] = new JsonArray([.. operation.Query.Select(Query)]);
        }

        if (Body(operation, list) is { } body)
        {
            json["requestBody"] = body;
        }

        json["responses"] = Responses(operation);
        if (Security(operation, service) is { } security)
        {
            json["security"] = security;
        }

        return json;
    }

    private static JsonNode Query(ParameterDescription p)
    {
        var query = new JsonObject { ["name"] = p.Name, ["in"] = "query", ["schema"] = ParameterSchema.Of(p with { Text = null }, upload: false) };
        if (p.Text is not null)
        {
            query["description"] = p.Text;
        }

        return query;
    }

    private static JsonObject? Body(ResourceOperation operation, JobList? list)
    {
        if (operation.WithValue)
        {
            return new() { ["required"] = true, ["content"] = new JsonObject { ["*/*"] = new JsonObject() } };
        }

        if (operation.Fields is not { } fields)
        {
            return null;
        }

        // Their schemas are components: three operations of each list have them.
        if (operation.WithParameters && list is not null)
        {
            var name = $"{operation.Id}.{list.Name}";
            return new()
            {
                ["content"] = new JsonObject
                {
                    ["application/x-www-form-urlencoded"] = new JsonObject { ["schema"] = Reference("schemas", name) },
                    ["multipart/form-data"] = new JsonObject { ["schema"] = Reference("schemas", $"{name}.multipart") },
                },
            };
        }

        var form = ParameterSchema.Form(fields, upload: false);
        if (fields.Where(f => f.Required).Select(f => (JsonNode)f.Name).ToArray() is { Length: > 0 } needed)
        {
            form["required"] = new JsonArray(needed);
        }

        return new() { ["required"] = true, ["content"] = new JsonObject { ["application/x-www-form-urlencoded"] = new JsonObject { ["schema"] = form } } };
    }

    private static JsonObject Responses(ResourceOperation operation)
    {
        var responses = new JsonObject { [Status(operation.Status)] = Success(operation) };
        foreach (var status in operation.Refusals)
        {
            responses[Status(status)] = Reference("responses", $"Refusal{Status(status)}");
        }

        return responses;
    }

    private static JsonObject Success(ResourceOperation operation)
    {
        var answer = new JsonObject { ["description"] = operation.Status switch { 303 => operation.Verb == "DELETE" ? "Done; the job list" : "Done; the job", 204 => "Taken", _ => operation.Text } };
        if (operation.Status == 303)
        {
            answer["headers"] = new JsonObject { ["Location"] = new JsonObject { ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "uri" } } };
        }

        if (operation.Forms.Count > 0)
        {
            answer["content"] = new JsonObject(operation.Forms.Select(f => KeyValuePair.Create(f.MediaType, (JsonNode?)Content(f))));
        }

        return answer;
    }

    private static JsonObject Content(AnswerForm form) => form.MediaType switch
    {
        "application/json" => new() { ["schema"] = form.Schema is { } name ? Reference("schemas", name) : new JsonObject { ["type"] = "object" } },
        "*/*" => [],
        _ => new() { ["schema"] = Text() },
    };

    private static JsonArray? Security(ResourceOperation operation, ServiceInterface service)
    {
        if (operation.NeedsEventToken)
        {
            return [new JsonObject { ["eventToken"] = new JsonArray() }];
        }

        if (operation.IsOpen || service.Security.Count == 0)
        {
            return null;
        }

        // An empty alternative: everybody may, with or without credentials.
        IEnumerable<JsonNode> methods = service.Security.Select(m => (JsonNode)new JsonObject { [m.Name] = new JsonArray() });
        return new([.. service.NeedsCredentials ? methods : methods.Prepend(new JsonObject())]);
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static string Status(int status) => status.ToString(CultureInfo.InvariantCulture);
}
