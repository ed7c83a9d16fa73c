namespace UwsKit;

/// <summary>A URL that may be that of a job's result here: <c>…/{list}/{job}/results/{id}</c>. Whether it is, only the records can say.</summary>
internal sealed record JobResultUrl(string List, JobId Job, string Result)
{
    /// <summary>The URL that an input was given by; null = it was uploaded. An UPLOAD (DALI 1.1 §3.4.5) has it behind its name.</summary>
    public static string? Of(JobParameter parameter)
        => !parameter.ByReference ? null : DaliUpload.NameOf(parameter) is null ? parameter.Value : DaliUpload.Parse(parameter.Value)?.Uri;

    public static bool TryParse(string url, out JobResultUrl target)
    {
        target = null!;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !JobLinks.IsHttp(uri))
        {
            return false;
        }

        var parts = uri.AbsolutePath.Split('/');
        if (parts.Length < 5 || parts[^2] != "results" || !JobId.TryParse(parts[^3], out var job) || parts[^1].Length == 0)
        {
            return false;
        }

        target = new(Uri.UnescapeDataString(parts[^4]), job, Uri.UnescapeDataString(parts[^1]));
        return true;
    }
}
