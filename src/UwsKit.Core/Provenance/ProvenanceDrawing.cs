using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Draws graphs as SVG, laid out by Graphviz where it is installed. Thread-safe.</summary>
internal sealed class ProvenanceDrawing(IOptions<UwsOptions> options, TimeProvider time, ILogger<ProvenanceDrawing> log) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);
    // Beyond this it takes longer than anybody waits.
    private const int MostEdges = 2000;

    // A drawing is work for one core; requests must not be able to take them all.
    private readonly SemaphoreSlim _running = new(1);
    private DateTimeOffset _away = DateTimeOffset.MinValue;

    /// <summary>The drawing of a graph: what flowed into what, from left to right.</summary>
    public async Task<byte[]> DrawAsync(ProvGraph graph, CancellationToken ct)
    {
        var picture = ProvPicture.Of(graph);
        return ProvSvgWriter.Write(graph, picture, await LayOutAsync(picture, ct).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    private async Task<ProvLayout> LayOutAsync(ProvPicture picture, CancellationToken ct)
    {
        List<(int From, int To)> edges = [.. picture.Edges.Select(e => (e.From, e.To)).Distinct()];
        var program = options.Value.Provenance.Graphviz;
        if (program.Length > 0 && edges.Count <= MostEdges && time.GetUtcNow() >= _away && await _running.WaitAsync(Patience, ct).ConfigureAwait(false))
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(Patience);
                return Matched(await Graphviz.LayOutAsync(program, picture.Nodes.Count, edges, limit.Token).ConfigureAwait(false), picture, edges);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                Log.GraphvizAway(log, program, "it takes too long for this drawing");
            }
            catch (InvalidOperationException e)
            {
                _away = time.GetUtcNow() + Rest;
                Log.GraphvizAway(log, program, e.Message);
            }
            finally
            {
                _running.Release();
            }
        }

        return Matched(new LayeredLayout(picture.Nodes.Count, edges).Run(), picture, edges);
    }

    // Two relations between the same nodes are one line.
    private static ProvLayout Matched(ProvLayout layout, ProvPicture picture, List<(int From, int To)> edges)
    {
        var at = edges.Index().ToDictionary(e => e.Item, e => e.Index);
        return layout with { Edges = [.. picture.Edges.Select(e => layout.Edges[at[(e.From, e.To)]])] };
    }
}
