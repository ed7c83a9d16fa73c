namespace UwsKit;

/// <summary>
/// Optional, beside <see cref="IFileStorage"/>: keeps the canonical JSON of each description once per digest, so that a job runs as the description that it was
/// created with says, on any node and after any change. The class of the file storage implements it, or it is registered as a service of its own. Every
/// member may be called from many threads, and from many nodes at once.
/// </summary>
public interface IDescriptionArchive
{
    /// <summary>Keeps a document; nothing happens when it is there. Durable on return.</summary>
    /// <param name="digest">Lower-case hex SHA-256 of the document: 64 characters.</param>
    /// <param name="json">The document, some kilobytes.</param>
    /// <param name="ct">Ends the writing.</param>
    ValueTask KeepAsync(string digest, ReadOnlyMemory<byte> json, CancellationToken ct);

    /// <summary>The document of that digest; null when it was never kept.</summary>
    ValueTask<byte[]?> FindAsync(string digest, CancellationToken ct);
}
