using System.Buffers;
using System.Security.Cryptography;

namespace UwsKit.Storage.File;

/// <summary>A file that is being written under a name of its own: it becomes the real one by a rename, or is removed.</summary>
internal sealed class Draft : IAsyncDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _published;

    /// <summary>Makes an empty file in a folder, which is made as well.</summary>
    public Draft(string folder)
    {
        SafePath.MakeOwnDirectory(folder);
        _path = Path.Combine(folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _stream = new(_path, how);
    }

    /// <summary>Streams content in. An error of the content comes through as it is; one of the disk as <see cref="DiskException"/>.</summary>
    public async Task FillAsync(Stream content, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                _hash.AppendData(buffer, 0, count);
                await WriteAsync(buffer.AsMemory(0, count), ct).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes it the real file, in place of an earlier one.</summary>
    public JobFile Publish(string target, bool sync)
    {
        _stream.Flush(flushToDisk: sync);
        var file = new JobFile(Path.GetFileName(target), _stream.Length)
        {
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset()),
            LastModified = UwsTime.Truncate(System.IO.File.GetLastWriteTimeUtc(_stream.SafeFileHandle)),
        };
        _stream.Dispose();
        System.IO.File.Move(_path, target, overwrite: true);
        _published = true;
        if (sync && OperatingSystem.IsLinux())
        {
            Native.SyncDirectory(Path.GetDirectoryName(target)!);
        }

        return file;
    }

    /// <summary>Removes the file unless it was published.</summary>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _stream.DisposeAsync().ConfigureAwait(false);
        if (!_published)
        {
            try
            {
                System.IO.File.Delete(_path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Nobody lists it, and it goes with its job; the error that led here says more.
            }
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await _stream.WriteAsync(bytes, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiskException(e);
        }
    }
}

/// <summary>Tells an error of the disk from one of the content.</summary>
internal sealed class DiskException(Exception inner) : Exception(inner.Message, inner);
