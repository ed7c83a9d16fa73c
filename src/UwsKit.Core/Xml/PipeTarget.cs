using System.IO.Pipelines;

namespace UwsKit;

/// <summary>
/// Lets a synchronous writer fill a pipe's buffers: writing only copies into pooled memory, <see cref="DrainAsync"/> does the waiting. An
/// asynchronous XmlWriter costs a state machine for each element; this costs one for each 32 KiB.
/// </summary>
internal sealed class PipeTarget(PipeWriter pipe) : Stream
{
    private const int Enough = 32 * 1024;

    private long _pending;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Hands over what has piled up, when it is much; waits while the reader is slow.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public ValueTask DrainAsync(CancellationToken ct) => _pending < Enough ? default : HandOverAsync(ct);

    private async ValueTask HandOverAsync(CancellationToken ct)
    {
        _pending = 0;
        var result = await pipe.FlushAsync(ct).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException("The reader of the document has gone.");
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _pending += buffer.Length;
        while (!buffer.IsEmpty)
        {
            var span = pipe.GetSpan();
            var part = Math.Min(span.Length, buffer.Length);
            buffer[..part].CopyTo(span);
            pipe.Advance(part);
            buffer = buffer[part..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
