namespace UwsKit;

/// <summary>Where the results of a job go on to: file parameters of the service's own lists that take their media type.</summary>
internal static class ResultUses
{
    /// <summary>By the results' ids; only lists that are open to the caller.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<ResultUse>>> FindAsync(UwsCall call, Job job)
    {
        Dictionary<string, IReadOnlyList<ResultUse>> found = [];
        // A link opens this job to its bearer; the job that he made of it could not fetch the result, and the link must not go there.
        if (job.Phase is not ExecutionPhase.Completed || call.Ground is AccessGround.Link)
        {
            return found;
        }

        var own = $"{call.Root}/{job.JobList}/{job.Id.Value}/results";
        foreach (var result in job.Results.Where(r => r.MediaType is not null))
        {
            List<ResultUse> uses = [];
            foreach (var list in call.Host.Lists.All)
            {
                var input = list.Description.Parameters.FirstOrDefault(p => p.Type is ParameterType.File && string.Equals(p.MediaType, result.MediaType, StringComparison.OrdinalIgnoreCase));
                if (input is not null && await call.Host.Access.MayUseAsync(call.User, list).ConfigureAwait(false))
                {
                    var url = result.Href?.AbsoluteUri ?? $"{own}/{Uri.EscapeDataString(XmlText.Clean(result.Id))}";
                    uses.Add(new(list.Description.Title ?? list.Name, $"{Pages.PathOf(call)}/{list.Name}/new?{Uri.EscapeDataString(input.Name)}={Uri.EscapeDataString(url)}"));
                }
            }

            found[result.Id] = uses;
        }

        return found;
    }
}
