namespace UwsKit;

/// <summary>Every route that is mapped × verb × caller, against the tables beside this file, one for each <see cref="MatrixPolicy"/>.</summary>
public sealed class AccessMatrixTests
{
    // Open by the standard (VOSI), or because it is the way in, or with a key of its own: the only ones where wrong credentials do not matter.
    private static readonly string[] OpenToAll = ["/availability", "/capabilities", "/registry-record", "/login", "/logout", "/assets/{hash}/{file}", "/{list}/{job}/events"];
    private static readonly Caller[] Readers = [Caller.Member, Caller.Reader, Caller.Link, Caller.ReadToken, Caller.Operator];
    private static readonly Caller[] Makers = [Caller.Member, Caller.Reader, Caller.Operator];

    // Under MatrixPolicy.Hidden: to whom the job is not shared.
    private static readonly Caller[] Strangers = [Caller.Nobody, Caller.Other, Caller.Reader, Caller.Link];

    [Theory]
    [InlineData(nameof(MatrixPolicy.Default))]
    [InlineData(nameof(MatrixPolicy.Hidden))]
    public async Task Every_route_and_verb_answers_every_caller_as_the_table_says(string name)
    {
        var policy = MatrixPolicy.Of(name);
        await using var service = await MatrixService.StartAsync(policy);
        var found = new Dictionary<MatrixCall, IReadOnlyDictionary<Caller, int>>();
        foreach (var (route, verb) in await RouteTable.ReadAsync(service))
        {
            found[new(route, verb)] = await AskAsync(service, new(route, verb));
        }

        if (Environment.GetEnvironmentVariable("UWSKIT_APPROVE") == "1")
        {
            AccessMatrix.Write(policy, found);
        }

        var table = AccessMatrix.Read(policy);
        found.Keys.Except(table.Keys).Should().BeEmpty($"each route and verb has a line in {policy.Table}");
        table.Keys.Except(found.Keys).Should().BeEmpty($"each line of {policy.Table} is of a route that is mapped");
        foreach (var (call, row) in found)
        {
            row.Should().Equal(table[call], $"{call.Verb} {call.Route}");
        }
    }

    [Theory]
    [InlineData(nameof(MatrixPolicy.Default))]
    [InlineData(nameof(MatrixPolicy.Hidden))]
    public void No_line_of_the_table_lets_in_whom_it_must_not(string name)
    {
        var policy = MatrixPolicy.Of(name);
        var table = AccessMatrix.Read(policy);
        table.Should().HaveCountGreaterThan(55);
        foreach (var (call, row) in table)
        {
            var line = $"{call.Verb} {call.Route}";
            row.Values.Should().OnlyContain(s => s < 500, line);
            if (!OpenToAll.Contains(call.Route))
            {
                (row[Caller.Wrong], row[Caller.Expired]).Should().Be((401, 401), line);
            }

            if (!call.Route.Contains("{job}", StringComparison.Ordinal))
            {
                continue;
            }

            row[Caller.Owner].Should().NotBe(401, line);
            if (policy == MatrixPolicy.Hidden)
            {
                Strangers.Should().OnlyContain(c => row[c] == 404, $"{line}: nobody learns that the job is there");
            }
            else
            {
                (row[Caller.Nobody], row[Caller.Other]).Should().BeOneOf([(401, 403), (403, 403)], line);
            }

            if (call.Verb == "GET" || call.Route.EndsWith("/links", StringComparison.Ordinal))
            {
                continue;
            }

            // To make a job anew is to make one: for who is somebody, and may change something.
            var refused = Readers.Except(policy == MatrixPolicy.Hidden ? Strangers : []).Except(call.Route.EndsWith("/reproduce", StringComparison.Ordinal) ? Makers : []);
            // Without its key this one knows nobody.
            var status = policy == MatrixPolicy.Hidden && call.Route.EndsWith("/events", StringComparison.Ordinal) ? 404 : 403;
            refused.Should().OnlyContain(c => row[c] == status, line);
        }
    }

    [Fact]
    public async Task What_is_no_verb_of_a_route_changes_nothing_and_HEAD_opens_no_more_than_GET()
    {
        await using var service = await MatrixService.StartAsync();
        foreach (var verbs in (await RouteTable.ReadAsync(service)).Where(r => r.Route != RouteTable.Unknown).GroupBy(r => r.Route, r => r.Verb))
        {
            foreach (var verb in ((string[])["GET", "POST", "PUT", "DELETE", "PATCH", "BREW"]).Except(verbs))
            {
                using var refused = await service.SendAsync(new(verbs.Key, verb), Caller.Admin);
                ((int)refused.StatusCode).Should().Be(405, $"{verb} {verbs.Key}");
            }

            foreach (var caller in verbs.Contains("GET") ? (Caller[])[Caller.Nobody, Caller.Other, Caller.Expired] : [])
            {
                using var get = await service.SendAsync(new(verbs.Key, "GET"), caller);
                using var head = await service.SendAsync(new(verbs.Key, "HEAD"), caller);
                ((int)head.StatusCode >= 400).Should().Be((int)get.StatusCode >= 400, $"{caller}: HEAD {verbs.Key}");
            }
        }
    }

    [Fact]
    public async Task Every_answer_of_every_route_carries_the_headers_of_safety_and_none_of_CORS()
    {
        await using var service = await MatrixService.StartAsync();
        foreach (var (route, verb) in await RouteTable.ReadAsync(service))
        {
            foreach (var (caller, accept) in new[] { (Caller.Owner, "text/html"), (Caller.Owner, "*/*"), (Caller.Other, "text/html"), (Caller.Wrong, "*/*") })
            {
                using var response = await service.SendAsync(new(route, verb), caller, accept);
                var line = $"{verb} {route} as {caller}, {accept}: {(int)response.StatusCode}";
                Header(response, "X-Content-Type-Options").Should().Be("nosniff", line);
                Header(response, "Cache-Control").Should().NotBeNull(line);
                if (route.Contains("{job}", StringComparison.Ordinal) || (int)response.StatusCode >= 400)
                {
                    Header(response, "Cache-Control").Should().Match(c => c.Contains("no-store") || c.Contains("private"), line);
                }

                response.Headers.Should().NotContain(h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase), line);
                if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml" or "image/svg+xml")
                {
                    Header(response, "Content-Security-Policy").Should().Match(p => p.Contains("default-src 'none'") || p == "sandbox", line);
                }
            }
        }
    }

    private static async Task<IReadOnlyDictionary<Caller, int>> AskAsync(MatrixService service, MatrixCall call)
    {
        var row = new Dictionary<Caller, int>();
        foreach (var caller in AccessMatrix.Callers)
        {
            using var response = await service.SendAsync(call, caller);
            row[caller] = (int)response.StatusCode;
        }

        return row;
    }

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
