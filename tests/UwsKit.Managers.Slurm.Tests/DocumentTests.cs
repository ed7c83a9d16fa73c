using System.Text.Json;
using System.Text.Json.Nodes;

namespace UwsKit.Managers.Slurm.Tests;

public sealed class DocumentTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Fact]
    public void The_page_for_administrators_shows_the_settings_of_the_example_as_they_are()
    {
        var root = SlurmCluster.FindRoot();
        var page = File.ReadAllText(Path.Combine(root, "docs", "clusters.md"));
        var excerpt = page[page.IndexOf("```json", page.IndexOf("appsettings.Slurm.json", StringComparison.Ordinal), StringComparison.Ordinal)..]["```json".Length..];
        var shown = JsonNode.Parse("{" + excerpt[..excerpt.IndexOf("```", StringComparison.Ordinal)] + "}");

        var used = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "examples", "CtaService", "appsettings.Slurm.json")), documentOptions: WithComments)!["Uws"];

        shown!.ToJsonString().Should().Be(used!.ToJsonString());
    }
}
