namespace UwsKit.Testing;

internal static class Disposal
{
    public static async ValueTask DisposeAsync(object? part)
    {
        if (part is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (part as IDisposable)?.Dispose();
        }
    }
}
