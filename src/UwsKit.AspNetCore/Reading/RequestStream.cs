namespace UwsKit;

/// <summary>
/// A request body, or a part of one, for reading once: counts its bytes and turns what breaks off or is too long into the client's error, so that
/// a storage's own <see cref="IOException"/> (a full disk) is never taken for it.
/// </summary>
internal sealed class RequestStream(Stream source, long limit, string what) : Stream
{
    private long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            throw Broken(e);
        }
        catch (InvalidDataException e)
        {
            throw Broken(e);
        }

        _read += count;
        return _read <= limit ? count : throw new UwsException(UwsErrorKind.TooLarge, $"{what} is larger than the {limit} bytes allowed.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Request bodies are read asynchronously.");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>400 for a body that ends too early or is not built as it says.</summary>
    public static UwsException Broken(Exception cause)
        => new(UwsErrorKind.Invalid, "The request body is broken: it ends too early or its multipart structure is wrong.", cause);
}
