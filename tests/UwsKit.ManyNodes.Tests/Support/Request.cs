using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UwsKit.ManyNodes;

/// <summary>One request and all that its answer says.</summary>
internal sealed record Request(int Status, string Body, string? ContentType, string? RetryAfter, TimeSpan Took)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience.Limit };

    public static Task<Request> GetAsync(string url) => SendAsync(new(HttpMethod.Get, url));

    public static Task<Request> DeleteAsync(string url) => SendAsync(new(HttpMethod.Delete, url));

    public static Task<Request> PostAsync(string url, params (string Name, string Value)[] form) => SendAsync(new(HttpMethod.Post, url) { Content = Form(form) });

    /// <summary>What a job's script posts: an event, opened by the token of job and attempt that any node can check.</summary>
    public static Task<Request> EventAsync(Node node, string job, string state, int attempt = 1)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{job}/{attempt}");
        var token = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Cluster.EventKey), Encoding.ASCII.GetBytes(text)));
        return SendAsync(new(HttpMethod.Post, $"{node.List.JobUrl(job)}/events")
        {
            Headers = { Authorization = new("Bearer", token) },
            Content = Form(("state", state), ("attempt", attempt.ToString(CultureInfo.InvariantCulture))),
        });
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] form) => new(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static async Task<Request> SendAsync(HttpRequestMessage message)
    {
        using var sent = message;
        var clock = Stopwatch.StartNew();
        using var answer = await Http.SendAsync(sent);
        var body = await answer.Content.ReadAsStringAsync();
        return new((int)answer.StatusCode, body, answer.Content.Headers.ContentType?.MediaType, answer.Headers.RetryAfter?.ToString(), clock.Elapsed);
    }
}
