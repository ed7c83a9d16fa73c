using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>What one verb does on one resource.</summary>
internal delegate Task UwsHandler(UwsCall call);

/// <summary>A resource of the tree: its handlers by verb. HEAD goes where GET goes, OPTIONS and verbs without a handler are answered here.</summary>
internal sealed class Resource
{
    private readonly UwsHandler? _get;
    private readonly UwsHandler? _post;
    private readonly UwsHandler? _put;
    private readonly UwsHandler? _delete;
    private readonly string _allow;

    public Resource(UwsHandler? get = null, UwsHandler? post = null, UwsHandler? put = null, UwsHandler? delete = null)
    {
        (_get, _post, _put, _delete) = (get, post, put, delete);
        string?[] verbs = [get is null ? null : "GET, HEAD", post is null ? null : "POST", put is null ? null : "PUT", delete is null ? null : "DELETE", "OPTIONS"];
        _allow = string.Join(", ", verbs.Where(v => v is not null));
    }

    /// <summary>The handler of the request's verb.</summary>
    public UwsHandler Find(HttpRequest request)
    {
        var method = request.Method;
        var handler = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? _get
            : HttpMethods.IsPost(method) ? _post
            : HttpMethods.IsPut(method) ? _put
            : HttpMethods.IsDelete(method) ? _delete
            : null;
        return handler ?? (HttpMethods.IsOptions(method) ? TellAllowed : RefuseAsync);
    }

    private Task TellAllowed(UwsCall call)
    {
        call.Response.Headers.Allow = _allow;
        call.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task RefuseAsync(UwsCall call)
    {
        call.Response.Headers.Allow = _allow;
        return ErrorAnswer.WriteAsync(
            call.Http, StatusCodes.Status405MethodNotAllowed, $"{OneLine.Of(call.Request.Method)} is not possible here; allowed: {_allow}.");
    }
}
