
namespace UwsKit;

/// <summary><c>{prefix}/assets/{hash}/{file}</c>: style, module and pictures of the pages.</summary>
internal static class AssetEndpoint
{
    public static Task GetAsync(UwsCall call)
    {
        var assets = call.Host.Pages.Assets;
        var asset = assets.Find(call.Segment("file"))
            ?? throw new UwsException(UwsErrorKind.NotFound, $"There is no file '{OneLine.Of(call.Segment("file"))}' here.");
        var headers = call.Response.Headers;
        // A page of another release, while nodes are updated one by one, gets what there is, for this once.
        headers.CacheControl = call.Segment("hash") == assets.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var coding = ContentCoding.Choose(call.Http);
        if (coding is not null)
        {
            headers.ContentEncoding = coding;
        }

        return Answer.BytesAsync(call.Http, asset.MediaType, asset.In(coding));
    }
}
