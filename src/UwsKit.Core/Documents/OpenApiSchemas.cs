using System.Text.Json.Nodes;

namespace UwsKit;

/// <summary>The schemas of the JSON answers, as docs/json.md tells them.</summary>
internal static class OpenApiSchemas
{
    private const string Text = """
        {
          "Problem": {
            "type": "object", "required": ["title", "status", "detail"],
            "properties": { "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string", "description": "one line" } }
          },
          "Phase": {
            "type": "string", "enum": ["PENDING", "QUEUED", "EXECUTING", "COMPLETED", "ERROR", "ABORTED", "UNKNOWN", "HELD", "SUSPENDED", "ARCHIVED"]
          },
          "Instant": { "type": ["string", "null"], "format": "date-time", "description": "UTC" },
          "Optional": { "type": ["string", "null"] },
          "Url": { "type": "string", "format": "uri" },
          "Job": {
            "type": "object", "additionalProperties": false,
            "required": [
              "version", "jobId", "href", "runId", "ownerId", "phase", "quote", "creationTime", "startTime", "endTime", "executionDuration", "destruction", "description",
              "parameters", "results", "errorSummary", "progress", "formerPhase", "reason", "jobInfo"
            ],
            "properties": {
              "version": { "const": "1.1" },
              "jobId": { "type": "string" },
              "href": { "$ref": "#/components/schemas/Url" },
              "runId": { "$ref": "#/components/schemas/Optional" },
              "ownerId": { "$ref": "#/components/schemas/Optional" },
              "phase": { "$ref": "#/components/schemas/Phase" },
              "quote": { "$ref": "#/components/schemas/Instant" },
              "creationTime": { "$ref": "#/components/schemas/Instant" },
              "startTime": { "$ref": "#/components/schemas/Instant" },
              "endTime": { "$ref": "#/components/schemas/Instant" },
              "executionDuration": { "type": "integer", "minimum": 0, "description": "seconds, 0 = no limit" },
              "destruction": { "$ref": "#/components/schemas/Instant" },
              "description": {
                "type": ["object", "null"], "required": ["name", "version", "digest", "href"],
                "properties": {
                  "name": { "type": "string" }, "version": { "$ref": "#/components/schemas/Optional" },
                  "digest": { "type": "string", "pattern": "^[0-9a-f]{64}$" }, "href": { "$ref": "#/components/schemas/Url" }
                }
              },
              "parameters": { "type": "array", "items": { "$ref": "#/components/schemas/Parameter" } },
              "results": { "type": "array", "items": { "$ref": "#/components/schemas/Result" } },
              "errorSummary": {
                "type": ["object", "null"], "required": ["type", "message", "href"],
                "properties": {
                  "type": { "type": "string", "enum": ["transient", "fatal"] }, "message": { "type": "string" }, "href": { "$ref": "#/components/schemas/Url" }
                }
              },
              "progress": {
                "type": ["object", "null"], "required": ["percent", "text", "at"],
                "properties": {
                  "percent": { "type": ["number", "null"], "minimum": 0, "maximum": 100 }, "text": { "$ref": "#/components/schemas/Optional" },
                  "at": { "$ref": "#/components/schemas/Instant" }
                }
              },
              "formerPhase": { "anyOf": [{ "$ref": "#/components/schemas/Phase" }, { "type": "null" }], "description": "the phase before ARCHIVED" },
              "reason": { "type": ["string", "null"], "description": "why HELD or UNKNOWN" },
              "jobInfo": { "type": ["string", "null"], "description": "an XML element of the service's own" }
            }
          },
          "JobList": {
            "type": "object", "additionalProperties": false, "required": ["version", "href", "jobs"],
            "properties": {
              "version": { "const": "1.1" },
              "href": { "$ref": "#/components/schemas/Url" },
              "jobs": {
                "type": "array",
                "items": {
                  "type": "object", "additionalProperties": false,
                  "required": ["jobId", "href", "phase", "runId", "ownerId", "creationTime", "startTime", "endTime"],
                  "properties": {
                    "jobId": { "type": "string" },
                    "href": { "$ref": "#/components/schemas/Url" },
                    "phase": { "$ref": "#/components/schemas/Phase" },
                    "runId": { "$ref": "#/components/schemas/Optional" },
                    "ownerId": { "$ref": "#/components/schemas/Optional" },
                    "creationTime": { "$ref": "#/components/schemas/Instant" },
                    "startTime": { "$ref": "#/components/schemas/Instant" },
                    "endTime": { "$ref": "#/components/schemas/Instant" }
                  }
                }
              }
            }
          },
          "Parameter": {
            "type": "object", "additionalProperties": false, "required": ["name", "value", "byReference", "href"],
            "properties": {
              "name": { "type": "string" },
              "value": { "type": ["string", "null"], "description": "null: only at href" },
              "byReference": { "type": "boolean", "description": "the value is a URL, or only at href" },
              "href": { "$ref": "#/components/schemas/Url" }
            }
          },
          "Parameters": {
            "type": "object", "additionalProperties": false, "required": ["parameters"],
            "properties": { "parameters": { "type": "array", "items": { "$ref": "#/components/schemas/Parameter" } } }
          },
          "Result": {
            "type": "object", "additionalProperties": false, "required": ["id", "href", "mediaType", "size", "sha256", "main", "described", "previewOf"],
            "properties": {
              "id": { "type": "string" },
              "href": { "$ref": "#/components/schemas/Url" },
              "mediaType": { "$ref": "#/components/schemas/Optional" },
              "size": { "type": ["integer", "null"], "minimum": 0, "description": "bytes" },
              "sha256": { "type": ["string", "null"], "pattern": "^[0-9a-f]{64}$" },
              "main": { "type": "boolean" },
              "described": { "type": ["string", "null"], "description": "the name of its description" },
              "previewOf": { "type": ["string", "null"], "description": "the name of the description of the result that it is a quick view of" }
            }
          },
          "Results": {
            "type": "object", "additionalProperties": false, "required": ["results"],
            "properties": { "results": { "type": "array", "items": { "$ref": "#/components/schemas/Result" } } }
          },
          "Error": {
            "type": "object", "additionalProperties": false, "required": ["type", "message", "detail"],
            "properties": {
              "type": { "type": "string", "enum": ["transient", "fatal"] }, "message": { "type": "string" }, "detail": { "$ref": "#/components/schemas/Optional" }
            }
          },
          "Service": {
            "type": "object", "additionalProperties": false, "required": ["title", "jobLists", "documents"],
            "properties": {
              "title": { "type": "string" },
              "jobLists": { "type": "array", "items": { "$ref": "#/components/schemas/ListReference" } },
              "documents": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/Url" } }
            }
          },
          "ListReference": {
            "type": "object", "additionalProperties": false, "required": ["name", "title", "version", "digest", "href", "description"],
            "properties": {
              "name": { "type": "string" },
              "title": { "$ref": "#/components/schemas/Optional" },
              "version": { "$ref": "#/components/schemas/Optional" },
              "digest": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "of the description" },
              "href": { "$ref": "#/components/schemas/Url" },
              "description": { "$ref": "#/components/schemas/Url" }
            }
          },
          "Descriptions": {
            "type": "object", "additionalProperties": false, "required": ["descriptions"],
            "properties": { "descriptions": { "type": "array", "items": { "$ref": "#/components/schemas/ListReference" } } }
          },
          "Description": {
            "type": "object", "required": ["name"], "description": "docs/schema/job-description.json without backend",
            "properties": { "name": { "type": "string" } }
          }
        }
        """;

    /// <summary>All of them, anew: they become part of one document.</summary>
    public static JsonObject Read() => JsonNode.Parse(Text)!.AsObject();
}
