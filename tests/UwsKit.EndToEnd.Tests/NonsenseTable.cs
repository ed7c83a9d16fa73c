using static UwsKit.EndToEnd.RawHttp;

namespace UwsKit.EndToEnd;

/// <summary>
/// Odd requests and the statuses that are right answers to them. {LIST} is the path of the TAP-like job list, {JOB} of a pending job in it, {MAP} of the sky maps.
/// A minus before the status: refused by the web server before any resource is found, so without a line of text.
/// </summary>
internal static class NonsenseTable
{
    private const string Truncated = "--B\r\nContent-Disposition: form-data; name=\"events\"; filename=\"x\"\r\n\r\nabc";

    public static Dictionary<string, (string Request, int[] Statuses)> All { get; } = new()
    {
        ["verb nobody knows"] = (Request("BREW {LIST}"), [405]),
        ["PATCH of a job"] = (Request("PATCH {JOB}"), [405]),
        ["PUT of a list"] = (Request("PUT {LIST}"), [405]),
        ["DELETE of a list"] = (Request("DELETE {LIST}"), [405]),
        ["DELETE of a phase"] = (Request("DELETE {JOB}/phase"), [405]),
        ["POST to an owner"] = (Form("POST {JOB}/owner", "OWNER=me"), [405]),
        ["TRACE"] = (Request("TRACE {JOB}"), [405]),

        ["unknown list"] = (Request("GET /uws/nothing"), [404]),
        ["unknown job"] = (Request("GET {LIST}/j000000000000000000000000000000"), [404]),
        ["job id that is none"] = (Request("GET {LIST}/../x"), [404]),
        ["job of another list"] = (Request("GET {MAP}/{JOBID}"), [404]),
        ["sub-resource of nothing"] = (Request("GET {JOB}/creationTime"), [404]),
        ["deeper than there is"] = (Request("GET {JOB}/phase/x/y"), [404]),
        ["empty segment"] = (Request("GET {JOB}//phase"), [404]),
        ["dots to the root"] = (Request("GET {LIST}/../../../etc/passwd"), [-404]),
        ["encoded dots"] = (Request("GET {LIST}/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), [404]),
        ["result above its folder"] = (Request("GET {JOB}/results/..%2f..%2f..%2fjobs.db"), [404]),
        ["parameter above its folder"] = (Request("GET {JOB}/parameters/..%2f..%2fjobs.db"), [404]),
        ["PUT above the folder"] = (Request("PUT {JOB}/parameters/..%2f..%2fx", "Content-Type: text/plain\r\n", "x"), [400, 403, 404]),
        ["backslashes"] = (Request(@"GET {JOB}/results/..%5c..%5cjobs.db"), [404]),
        ["NUL in the path"] = (Request("GET {JOB}/results/%00"), [400, 404, -400]),
        ["no UTF-8 in the path"] = (Request("GET {JOB}/parameters/%ff%fe"), [400, 404, -400]),
        ["broken percent in the path"] = (Request("GET {LIST}/%zz%"), [400, 404, -400]),
        ["line end in the path"] = (Request("GET {LIST}/a%0d%0aSet-Cookie:%20a=b"), [404]),

        ["phase in the filter"] = (Request("GET {LIST}?PHASE=DANCING"), [400]),
        ["NUL in the filter"] = (Request("GET {LIST}?PHASE=%00"), [400]),
        ["LAST=0"] = (Request("GET {LIST}?LAST=0"), [400]),
        ["LAST=-1"] = (Request("GET {LIST}?LAST=-1"), [400]),
        ["LAST=1e3"] = (Request("GET {LIST}?LAST=1e3"), [400]),
        ["LAST without a value"] = (Request("GET {LIST}?LAST="), [400]),
        ["AFTER=yesterday"] = (Request("GET {LIST}?AFTER=yesterday"), [400]),
        ["AFTER a thirteenth month"] = (Request("GET {LIST}?AFTER=2020-13-45T99:99:99Z"), [400]),
        ["AFTER with an offset"] = (Request("GET {LIST}?AFTER=2020-01-01T00:00:00%2B02:00"), [400]),
        ["AFTER in Arabic digits"] = (Request("GET {LIST}?AFTER=%D9%A2%D9%A0%D9%A2%D9%A0-01-01"), [400]),
        ["WAIT=long"] = (Request("GET {JOB}?WAIT=long"), [400]),
        ["WAIT=-2"] = (Request("GET {JOB}?WAIT=-2"), [400]),
        ["WAIT=1.5"] = (Request("GET {JOB}?WAIT=1.5"), [400]),
        ["WAIT without a value"] = (Request("GET {JOB}?WAIT="), [400]),
        ["WAIT with a phase that is none"] = (Request("GET {JOB}?WAIT=1&PHASE=SLEEPING"), [200, 400]),

        ["form of percents"] = (Form("POST {LIST}", "%%%=%zz&%"), [400]),
        ["form that is no UTF-8"] = (Form("POST {LIST}", "QUERY=%ff%fe"), [400]),
        ["raw bytes in a form"] = (Form("POST {LIST}", "QUERY=\u00ff\u00fe"), [400]),
        ["XML for a form"] = (Request("POST {LIST}", "Content-Type: text/xml\r\n", "<job/>"), [415]),
        ["JSON for a form"] = (Request("POST {LIST}", "Content-Type: application/json\r\n", "{}"), [415]),
        ["body of no type"] = (Request("POST {LIST}", "", "QUERY=1"), [400, 415]),
        ["type that is none"] = (Request("POST {LIST}", "Content-Type: ;;;/\r\n", "QUERY=1"), [400, 415]),
        ["multipart without boundary"] = (Request("POST {LIST}", "Content-Type: multipart/form-data\r\n", "x"), [400]),
        ["multipart with a boundary too long"] = (Request("POST {LIST}", $"Content-Type: multipart/form-data; boundary={new string('b', 500)}\r\n", "x"), [400]),
        ["multipart cut short"] = (Multipart("POST {LIST}", Truncated), [400]),
        ["multipart of nothing"] = (Multipart("POST {LIST}", "nothing"), [400]),
        ["part without a name"] = (Multipart("POST {LIST}", "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n"), [400]),
        ["part without headers"] = (Multipart("POST {LIST}", "--B\r\n\r\nx\r\n--B--\r\n"), [400]),
        ["part with headers without end"] = (Multipart("POST {LIST}", "--B\r\nX: " + new string('x', 100_000) + "\r\n\r\nx\r\n--B--\r\n"), [400, 413]),
        ["reference to a part that is missing"] = (Form("POST {LIST}", "events=param:nowhere"), [400]),
        ["body longer than allowed, told before"] = (Request("POST {LIST}", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000000000\r\n", "QUERY=1"), [413]),
        ["body longer than allowed, in chunks"] = (Request(
            "POST {LIST}", "Content-Type: multipart/form-data; boundary=B\r\nTransfer-Encoding: chunked\r\n",
            $"200000\r\n{Truncated}{new string('x', 0x200000 - Truncated.Length)}\r\n0\r\n\r\n"), [413]),

        ["a number beyond all numbers"] = (Form("POST {MAP}", "width=1e999"), [400]),
        ["a number that is none"] = (Form("POST {MAP}", "width=NaN"), [400]),
        ["a negative width"] = (Form("POST {MAP}", "width=-5"), [400]),
        ["a width in words"] = (Form("POST {MAP}", "width=five"), [400]),
        ["a width with a NUL"] = (Form("POST {MAP}", "width=5%00"), [400]),
        ["two widths"] = (Form("POST {MAP}", "width=5&width=6"), [400]),
        ["a file of the server as input"] = (Form("POST {MAP}", "events=file:///etc/passwd"), [400]),
        ["an input by a scheme unheard of"] = (Form("POST {MAP}", "events=gopher://x/"), [400]),
        ["a destruction in the past"] = (Form("POST {LIST}", "DESTRUCTION=2001-01-01T00:00:00Z"), [400]),
        ["a destruction that is no time"] = (Form("POST {JOB}/destruction", "DESTRUCTION=never"), [400]),
        ["a destruction in the year 99999"] = (Form("POST {JOB}/destruction", "DESTRUCTION=99999-01-01T00:00:00Z"), [400]),
        ["a destruction on the 30th of February"] = (Form("POST {JOB}/destruction", "DESTRUCTION=2100-02-30T00:00:00Z"), [400]),
        ["a negative duration"] = (Form("POST {JOB}/executionduration", "EXECUTIONDURATION=-1"), [400]),
        ["a duration in words"] = (Form("POST {JOB}/executionduration", "EXECUTIONDURATION=PT1H"), [400]),
        ["a duration with a fraction"] = (Form("POST {JOB}/executionduration", "EXECUTIONDURATION=1.5"), [400]),
        ["no duration"] = (Form("POST {JOB}/executionduration", "DURATION=1"), [400]),
        ["a phase that cannot be asked for"] = (Form("POST {JOB}/phase", "PHASE=COMPLETED"), [400]),
        ["no phase"] = (Form("POST {JOB}/phase", ""), [400]),
        ["an action unheard of"] = (Form("POST {JOB}", "ACTION=EXPLODE"), [400]),
        ["creation in the phase ABORT"] = (Form("POST {LIST}", "PHASE=ABORT"), [400]),
        ["RUNID with line ends"] = (Form("POST {LIST}", "RUNID=a%0d%0aSet-Cookie:%20evil=1"), [303, 400]),
        ["RUNID of 1000 characters"] = (Form("POST {LIST}", "RUNID=" + new string('r', 1000)), [400]),
        ["event of a stranger"] = (Form("POST {JOB}/events", "state=Finished&attempt=1"), [401, 403]),
        ["event with a token of a stranger"] = (
            Request("POST {JOB}/events", "Authorization: Bearer AAAA\r\nContent-Type: application/x-www-form-urlencoded\r\n", "state=Finished&attempt=1"), [401, 403]),

        ["header of 100 kB"] = (Request("GET {LIST}", $"X: {new string('x', 100_000)}\r\n"), [-431]),
        ["500 headers"] = (Request("GET {LIST}", string.Concat(Enumerable.Repeat("X: y\r\n", 500))), [-431]),
        ["URL of 100 kB"] = (Request("GET {LIST}/" + new string('x', 100_000)), [-414]),
        ["no Host"] = ("GET {LIST} HTTP/1.1\r\nConnection: close\r\n\r\n", [-400]),
        ["two Hosts"] = ("GET {LIST} HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", [-400]),
        ["Host that is none"] = ("GET {LIST} HTTP/1.1\r\nHost: <script>\r\nConnection: close\r\n\r\n", [-400]),
        ["negative length"] = (Request("POST {LIST}", "Content-Length: -1\r\n", "x"), [-400]),
        ["encoding unheard of"] = (Request("POST {LIST}", "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: magic\r\n", "x"), [-400]),
        ["chunks that are none"] = (
            Request("POST {LIST}", "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n", "zz\r\nabc"), [400, -400]),
        ["body cut short"] = (Request("POST {LIST}", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n", "QUERY=1"), [0, 400, -400]),
        ["no HTTP at all"] = ("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n", [-400, 0]),
        ["HTTP/1.0"] = (Request("GET {LIST}", version: "HTTP/1.0"), [200]),
        ["HTTP/1.0 without Host"] = ("GET {LIST} HTTP/1.0\r\n\r\n", [200]),
        ["creation by HTTP/1.0 without Host"] = ("POST {LIST} HTTP/1.0\r\nContent-Length: 0\r\n\r\n", [303]),
        ["Accept of nonsense"] = (Request("GET {JOB}", "Accept: ;;q=x,/,\r\n"), [200]),
        ["Range of nonsense"] = (Request("GET {JOB}", "Range: bytes=9-1\r\n"), [200]),
        ["forwarded by a stranger"] = (Request("GET {JOB}", "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\n"), [200]),
    };
}
