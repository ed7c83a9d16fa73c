namespace UwsKit.Testing;

/// <summary>A stream of pseudo-random bytes that are made as they are read: as long as asked, in no memory. Can break midway and count.</summary>
internal sealed class GeneratedStream(long length, long breaksAt = long.MaxValue, Action? atBreak = null, Action? atEnd = null) : Stream
{
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public static byte ByteAt(long position) => (byte)((position * 2654435761) >> 13);

    public override int Read(Span<byte> buffer)
    {
        if (_position >= breaksAt)
        {
            atBreak?.Invoke();
            throw new IOException("The client went away.");
        }

        var count = (int)Math.Min(buffer.Length, Math.Min(length, breaksAt) - _position);
        for (var i = 0; i < count; i++)
        {
            buffer[i] = ByteAt(_position + i);
        }

        if (count == 0)
        {
            atEnd?.Invoke();
        }

        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
