using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>Metadata of a route whose POST reads as its GET does, with parameters in the body: who may read may send it.</summary>
internal sealed class PostReads
{
    /// <summary>Whether a request changes nothing, as far as its verb and route say.</summary>
    public static bool IsRead(HttpContext http) => http.Request.Method is var verb
        && (HttpMethods.IsGet(verb) || HttpMethods.IsHead(verb) || HttpMethods.IsOptions(verb)
            || (HttpMethods.IsPost(verb) && http.GetEndpoint()?.Metadata.GetMetadata<PostReads>() is not null));
}
