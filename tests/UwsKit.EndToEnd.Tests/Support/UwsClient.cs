using System.Globalization;
using System.Net;
using System.Xml.Linq;

namespace UwsKit.EndToEnd;

/// <summary>A plain UWS client of one job list; follows no redirect by itself.</summary>
internal sealed class UwsClient(string list)
{
    public static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience.Limit };

    public string Url { get; } = list;

    /// <summary>The address of a job, whatever address the host had when it was created.</summary>
    public string JobUrl(string job) => $"{Url}/{job}";

    /// <summary>Creates a job.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(params (string Name, string Value)[] form)
    {
        var answer = await PostAsync(Url, form);
        answer.Status.Should().Be(HttpStatusCode.SeeOther, answer.Body);
        return answer.Location!.AbsoluteUri[(Url.Length + 1)..];
    }

    public async Task<(HttpStatusCode Status, Uri? Location, string Body)> PostAsync(string url, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await Http.PostAsync(new Uri(url), content);
        return (answer.StatusCode, answer.Headers.Location, await answer.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string url)
    {
        using var answer = await Http.GetAsync(new Uri(url));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<byte[]> BytesAsync(string job, string result)
    {
        var document = await JobAsync(job);
        var link = document.Descendants(Uws + "result").Single(r => (string?)r.Attribute("id") == result);
        return await Http.GetByteArrayAsync(new Uri((string)link.Attribute(XName.Get("href", "http://www.w3.org/1999/xlink"))!));
    }

    public async Task<XDocument> JobAsync(string job, string query = "")
    {
        var (status, body) = await GetAsync(JobUrl(job) + query);
        status.Should().Be(HttpStatusCode.OK, body);
        return XDocument.Parse(body);
    }

    public async Task<string> PhaseAsync(string job) => (await GetAsync(JobUrl(job) + "/phase")).Body;

    /// <summary>Waits until a job is in a phase that nothing but destruction can end.</summary>
    public async Task<XDocument> EndAsync(string job)
    {
        var started = TimeProvider.System.GetTimestamp();
        var document = await JobAsync(job);
        while (PhaseOf(document) is "PENDING" or "QUEUED" or "EXECUTING" or "UNKNOWN" or "SUSPENDED")
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience.Limit)
            {
                throw new TimeoutException($"The job is still {PhaseOf(document)}:\n{document}");
            }

            document = await JobAsync(job, string.Create(CultureInfo.InvariantCulture, $"?WAIT=5&PHASE={PhaseOf(document)}"));
        }

        return document;
    }

    public async Task UntilAsync(string job, string phase) => await Patience.UntilAsync(async () => await PhaseAsync(job) == phase, $"{job} is {phase}");

    public static string PhaseOf(XDocument job) => job.Root!.Element(Uws + "phase")!.Value;

    public static string MessageOf(XDocument job) => job.Descendants(Uws + "message").SingleOrDefault()?.Value ?? "";
}
