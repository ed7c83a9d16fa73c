using System.Globalization;
using System.Text;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// The statement for one query. Every statement names its index: the plan does not depend on statistics, and a statement that lost its index
/// fails in the tests instead of scanning a million rows. Where a query spans several keys of an index (phases, job lists, managers) each key is
/// one stream in order, and SQLite merges the streams without sorting.
/// </summary>
internal sealed class ListSql
{
    // SQLite joins at most 500 streams; long before, one scan with a sort is the better plan.
    private const int MaxStreams = 64;

    // So many jobs whose id or run id begins with a text are sorted; more are met soon enough on the way from the newest job on.
    // (An owner's jobs are few anyway.)
    private const int MaxSorted = 2000, MaxSortedOfOwner = 200;

    // Values of the query, as text: see JobColumns.Text.
    private const string JobList = "CAST(@list AS TEXT)", Manager = "CAST(@manager AS TEXT)";

    // A range of bytes rather than LIKE or GLOB: nothing to escape. No UTF-8 text has a byte FF.
    private const string IdBegins = "(id >= CAST(@text AS TEXT) AND id < CAST(@text_end AS TEXT))";
    private const string RunBegins = "(run_id >= CAST(@text AS TEXT) AND run_id < CAST(@text_end AS TEXT))";

    private readonly JobQuery _query;
    private readonly List<(string Name, object Value)> _parameters = [];

    private ListSql(JobQuery query) => _query = query;

    /// <summary>Builds the statement.</summary>
    /// <param name="query">The query; not one that can have no answer.</param>
    /// <param name="distinct">Answers the different values of a key that the query leaves open.</param>
    public static Statement For(JobQuery query, Func<Statement, IReadOnlyList<string>> distinct)
    {
        var sql = new ListSql(query);
        var text = query switch
        {
            { Placement.OldestPerOwner: true } => sql.OldestPerOwner(),
            { DueBefore: not null } => sql.Merge(["jobs_due"], [sql.Where(JobList, null, Manager)]),
            { Placement: { } placement } => sql.ByManager(placement, distinct),
            { Text.Length: > 0 } when sql.AreFew(distinct) => sql.ByText(),
            { Visibility.Kind: VisibilityKind.Shared } => sql.ByShare(distinct),
            _ => sql.ByCreation(distinct),
        };
        return new(text, sql._parameters);
    }

    // Ordered by the index of shared jobs, whose columns these are.
    private static readonly string SharedColumns = string.Join(", ", JobColumns.Names.SkipLast(2).Select(n => n switch { "id" => "s.job AS id", "created" => "s.at AS created", _ => n }));

    private string Order => _query switch
    {
        { Placement.OldestPerOwner: true } => "owner, queued, id",
        { DueBefore: not null } => "due, id",
        { Placement: not null } => "queued, id",
        _ => "created DESC, id DESC",
    };

    private bool AllPhases => _query.Phases == PhaseSet.All;

    private string ByCreation(Func<Statement, IReadOnlyList<string>> distinct)
    {
        var lists = Keys(_query.JobList, "@list", JobList, () => distinct(Distinct("job_list", "jobs_list", "true", [])));
        var owned = _query.Visibility.Kind == VisibilityKind.Owner;
        if (lists.Count * _query.Phases.Count <= MaxStreams && (owned || !(AllPhases || _query.Phases == PhaseSet.Listed)))
        {
            return Merge([owned ? "jobs_owner" : "jobs_phase"], [.. lists.SelectMany(_ => _query.Phases, (list, phase) => Where(list, phase, Manager))]);
        }

        return lists.Count <= MaxStreams
            ? Merge(["jobs_list"], [.. lists.Select(list => Where(list, null, Manager))])
            : Merge([], [Where(null, null, Manager)]);
    }

    /// <summary>One stream for each name and list; the same job may come from several.</summary>
    private string ByShare(Func<Statement, IReadOnlyList<string>> distinct)
    {
        var lists = Keys(_query.JobList, "@list", JobList, () => distinct(Distinct("job_list", "jobs_list", "true", [])));
        var names = Names();
        if (lists.Count * names.Count > MaxStreams)
        {
            Add("@take", (long)_query.Take);
            return $"""
                SELECT {JobColumns.Listed} FROM jobs NOT INDEXED WHERE id IN (SELECT job FROM job_shares WHERE name IN ({string.Join(", ", names)})) AND {Where(JobList, null, null, shared: null)}
                ORDER BY {Order} LIMIT @take
                """;
        }

        if (_query.JobList is { } only)
        {
            Add("@list", JobColumns.Text(only));
        }

        Add("@take", (long)_query.Take * names.Count);
        var selects = lists.SelectMany(_ => names, (list, name) => $"""
            SELECT {SharedColumns} FROM job_shares s CROSS JOIN jobs INDEXED BY sqlite_autoindex_jobs_1 ON id = s.job
            WHERE s.name = {name} AND s.list = {list}{Since()} AND {Where(null, null, null, shared: null)}
            """).ToList();
        return $"{string.Join("\nUNION ALL ", selects)}\nORDER BY {Order} LIMIT @take";
    }

    // The bounds of the index, so that a stream begins and ends where the answer does.
    private string Since() => (_query.After is null ? "" : " AND s.at > @after") + (_query.Before is null ? "" : " AND (s.at, s.job) < (@before, @before_id)");

    private IReadOnlyList<string> Names() => [.. _query.Visibility.Names.Select((name, i) =>
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"@name{i}");
        Add(parameter, JobColumns.Text(name));
        return $"CAST({parameter} AS TEXT)";
    })];

    /// <summary>Whether a text begins so few ids and run ids that they are looked up by it.</summary>
    private bool AreFew(Func<Statement, IReadOnlyList<string>> texts)
    {
        BeginsWith(new());
        var max = _query.Visibility.Kind == VisibilityKind.Owner ? MaxSortedOfOwner : MaxSorted;
        var limit = string.Create(CultureInfo.InvariantCulture, $"LIMIT {max}");
        var count = $"SELECT CAST((SELECT count(*) FROM (SELECT 1 FROM {Named(RunBegins)} {limit})) + (SELECT count(*) FROM (SELECT 1 FROM {Named(IdBegins)} {limit})) AS TEXT)";
        return int.Parse(texts(new(count, [.. _parameters]))[0], CultureInfo.InvariantCulture) < max;
    }

    private string ByText()
    {
        Add("@take", (long)_query.Take);
        return $"""
            SELECT {JobColumns.Listed} FROM jobs NOT INDEXED
            WHERE rowid IN (SELECT rowid FROM {Named(RunBegins)} UNION SELECT rowid FROM {Named(IdBegins)}) AND {Where(_query.JobList is null ? null : JobList, null, null)}
            ORDER BY {Order} LIMIT @take
            """;
    }

    private static string Named(string begins) => $"jobs INDEXED BY {(begins == RunBegins ? "jobs_run" : "sqlite_autoindex_jobs_1")} WHERE {begins}";

    private string ByManager(PlacementQuery placement, Func<Statement, IReadOnlyList<string>> distinct)
    {
        var managers = Keys(placement.Manager, "@manager", Manager,
            () => distinct(Distinct("p_manager", "jobs_placed", "p_state = @state", [("@state", (long)placement.State)])));
        return managers.Count <= MaxStreams
            ? Merge(["jobs_placed"], [.. managers.Select(manager => Where(JobList, null, manager))])
            : Merge([], [Where(JobList, null, null)]);
    }

    /// <summary>
    /// Steps from owner to owner along the index, so that the work is that of the owners asked for. One step finds the next owner and its first job;
    /// the text that comes next after an owner is its name and U+0000 (NULL, nobody, comes before any text).
    /// </summary>
    private string OldestPerOwner()
    {
        var placement = _query.Placement!;
        var managers = placement.Manager is null ? DistinctText("p_manager", "jobs_fair", "p_state = @state") : $"SELECT {Manager} AS x";
        var from = "";
        if (placement.AfterOwner is { } cursor)
        {
            Add("@from", JobColumns.Text(cursor.OwnerId is { } owner ? owner + '\0' : ""));
            from = " AND owner >= CAST(@from AS TEXT)";
        }

        Add("@take", (long)_query.Take);
        return $"""
            WITH RECURSIVE m (x) AS ({managers}),
            o (m, n, r) AS (
              SELECT m.x, 1, ({First("m.x", from)}) FROM m
              UNION ALL SELECT o.m, o.n + 1, ({First("o.m", " AND owner >= iif(p.owner IS NULL, '', p.owner || char(0))")})
              FROM o CROSS JOIN jobs p ON p.rowid = o.r WHERE o.n < @take)
            SELECT {JobColumns.Listed} FROM o CROSS JOIN jobs ON jobs.rowid = o.r
            ORDER BY {Order}
            """;

        string First(string manager, string owners)
            => $"SELECT rowid FROM jobs INDEXED BY jobs_fair WHERE {Where(JobList, null, manager)}{owners} ORDER BY {Order} LIMIT 1";
    }

    private string Merge(string[] index, IReadOnlyList<string> streams)
    {
        var hint = index is [var name] ? "INDEXED BY " + name : "NOT INDEXED";
        Add("@take", (long)_query.Take);
        var selects = streams.Select(where => $"SELECT {JobColumns.Listed} FROM jobs {hint} WHERE {where}");
        return $"{string.Join("\nUNION ALL ", selects)}\nORDER BY {Order} LIMIT @take";
    }

    /// <summary>All conditions of the query. Null for list, phase or manager: not as a key of its own.</summary>
    private string Where(string? list, ExecutionPhase? phase, string? manager) => Where(list, phase, manager, _query.Visibility.Kind == VisibilityKind.Shared ? Names() : null);

    /// <param name="list">The list.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="manager">The manager.</param>
    /// <param name="shared">With whom; null = that is known of the rows.</param>
    private string Where(string? list, ExecutionPhase? phase, string? manager, IReadOnlyList<string>? shared)
    {
        var where = new StringBuilder("true");
        Append(where, shared is not null, $"EXISTS (SELECT 1 FROM job_shares s WHERE s.job = id AND s.name IN ({string.Join(", ", shared ?? [])}))", "", null);
        Append(where, list is not null && (_query.JobList is not null || list != JobList), $"job_list = {list}", "@list", Text(_query.JobList));
        Append(where, _query.Visibility.Kind == VisibilityKind.Owner, "owner IS CAST(@owner AS TEXT)", "@owner", JobColumns.Text(_query.Visibility.OwnerId));
        if (phase is { } one)
        {
            where.Append(CultureInfo.InvariantCulture, $" AND phase = {(int)one}");
        }
        else
        {
            Append(where, !AllPhases, "((1 << phase) & @phases) != 0", "@phases", _query.Phases.Sum(p => 1L << (int)p));
        }

        Append(where, _query.After is not null, "created > @after", "@after", _query.After is { } a ? JobColumns.Milliseconds(a) : null);
        Before(where);
        BeginsWith(where);
        Append(where, _query.DueBefore is not null, "due <= @due", "@due", _query.DueBefore is { } due ? JobColumns.Milliseconds(due) : null);
        if (_query.Placement is { } placement)
        {
            Append(where, true, "p_state = @state", "@state", (long)placement.State);
            Append(where, manager is not null && (placement.Manager is not null || manager != Manager), $"p_manager = {manager}", "@manager", Text(placement.Manager));
            Append(where, placement.Node is not null, "p_node = CAST(@node AS TEXT)", "@node", Text(placement.Node));
        }

        return _query.IncludeDeleted ? where.ToString() : where.Append(" AND deleted = 0").ToString();
    }

    private void Before(StringBuilder where)
    {
        if (_query.Before is { } cursor)
        {
            // A cursor finer than the milliseconds of the record: everything of its millisecond comes after it.
            var exact = UwsTime.Truncate(cursor.CreationTime) == cursor.CreationTime;
            Add("@before_id", exact ? cursor.Id.Value : "");
            Append(where, true, "(created, id) < (@before, @before_id)", "@before", JobColumns.Milliseconds(cursor.CreationTime) + (exact ? 0 : 1));
        }
    }

    private void BeginsWith(StringBuilder where)
    {
        if (_query.Text is { Length: > 0 } text)
        {
            Add("@text_end", (byte[])[.. Encoding.UTF8.GetBytes(text), 0xFF]);
            Append(where, true, $"({IdBegins} OR {RunBegins})", "@text", JobColumns.Text(text));
        }
    }

    /// <summary>The key that the query gives, or one parameter for each key that there is.</summary>
    private IReadOnlyList<string> Keys(string? given, string name, string value, Func<IReadOnlyList<string>> all)
    {
        if (given is not null)
        {
            return [value];
        }

        var found = all();
        if (found.Count > MaxStreams)
        {
            return [.. found.Select(_ => value)];
        }

        // An empty table still needs one stream: any key will do.
        string[] keys = found.Count == 0 ? [""] : [.. found];
        return [.. keys.Select((key, i) =>
        {
            var parameter = string.Create(CultureInfo.InvariantCulture, $"{name}{i}");
            Add(parameter, JobColumns.Text(key));
            return $"CAST({parameter} AS TEXT)";
        })];
    }

    private static object? Text(string? value) => value is null ? null : JobColumns.Text(value);

    private static Statement Distinct(string column, string index, string where, IReadOnlyList<(string, object)> parameters)
        => new(DistinctText(column, index, where), parameters);

    private static string DistinctText(string column, string index, string where) => $"""
        WITH RECURSIVE v (x) AS (
          SELECT min({column}) FROM jobs INDEXED BY {index} WHERE {where}
          UNION ALL SELECT (SELECT min({column}) FROM jobs INDEXED BY {index} WHERE {where} AND {column} > v.x) FROM v WHERE v.x IS NOT NULL)
        SELECT x FROM v WHERE x IS NOT NULL
        """;

    private void Append(StringBuilder where, bool counts, string condition, string name, object? value)
    {
        if (counts)
        {
            where.Append(" AND ").Append(condition);
            if (value is not null)
            {
                Add(name, value);
            }
        }
    }

    private void Add(string name, object value)
    {
        if (!_parameters.Exists(p => p.Name == name))
        {
            _parameters.Add((name, value));
        }
    }
}

/// <summary>A statement and its values; equal texts have the same parameters in the same order.</summary>
internal sealed record Statement(string Sql, IReadOnlyList<(string Name, object Value)> Parameters);
