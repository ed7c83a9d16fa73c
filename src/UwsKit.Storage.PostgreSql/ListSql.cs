using System.Globalization;
using System.Text;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// The statement for one query. Where a query spans several keys of an index (phases, job lists, managers) each key is one stream in order with a
/// limit of its own, and PostgreSQL merges the streams without sorting. What only thins the rows is written so that no index is chosen for it.
/// </summary>
internal sealed class ListSql
{
    // Planning takes longer with each stream; long before this many, one scan with a sort is the better plan.
    private const int MaxStreams = 64;

    // So many jobs whose id or run id begins with a text are sorted; more are met soon enough on the way from the newest job on.
    // (An owner's jobs are few anyway.)
    private const int MaxSorted = 2000, MaxSortedOfOwner = 200;

    private readonly JobQuery _query;
    private readonly string _table;
    private readonly List<object> _values = [];
    private readonly Dictionary<string, string> _names = [];

    private ListSql(JobQuery query, string table) => (_query, _table) = (query, table);

    private string Order => _query switch
    {
        { Placement.OldestPerOwner: true } => "owner, queued NULLS FIRST, id",
        { DueBefore: not null } => "due, id",
        { Placement: not null } => "queued NULLS FIRST, id",
        _ => "created DESC, id DESC",
    };

    private string Tail => string.Create(CultureInfo.InvariantCulture, $"ORDER BY {Order} LIMIT {_query.Take}");

    private string Shares => string.Concat(_table.AsSpan(0, _table.Length - "jobs".Length), "job_shares");

    private string[] Names => [.. _query.Visibility.Names.Select(ColumnText.Encode)];

    private bool Shared => _query.Visibility.Kind == VisibilityKind.Shared;

    private bool Owned => _query.Visibility.Kind == VisibilityKind.Owner;

    /// <summary>The statement for the keys that <see cref="For"/> needs to know before; null when it needs none.</summary>
    public static Statement? Keys(JobQuery query, string table) => query switch
    {
        { DueBefore: not null } or { Placement.OldestPerOwner: true } or { Placement.Manager: not null } => null,
        { Placement: { } placement } => new(Distinct("p_manager", table, Number($"p_state = {(int)placement.State}")), []),
        { JobList: null } => new(Distinct("job_list", table, "true"), []),
        _ => null,
    };

    /// <summary>The statement that has an answer when a text begins too many ids and run ids to look them up by it; null when the query is not for a text.</summary>
    public static Statement? Many(JobQuery query, string table)
    {
        if (query is not { Text.Length: > 0, DueBefore: null, Placement: null })
        {
            return null;
        }

        var sql = new ListSql(query, table);
        return new($"{sql.Begins("'many' AS x")} OFFSET {Number($"{(sql.Owned ? MaxSortedOfOwner : MaxSorted) - 1}")} LIMIT 1", sql._values);
    }

    /// <summary>The statement for a text that few ids and run ids begin with.</summary>
    public static Statement ByText(JobQuery query, string table)
    {
        var sql = new ListSql(query, table);
        // Materialized: found by the text and nothing else.
        return new($"WITH jobs AS MATERIALIZED ({sql.Begins(JobColumns.Listed)}) SELECT * FROM jobs WHERE {sql.Where(sql.List(), null, null)} {sql.Tail}", sql._values);
    }

    /// <summary>Builds the statement.</summary>
    /// <param name="query">The query; not one that can have no answer.</param>
    /// <param name="table">The table of jobs.</param>
    /// <param name="keys">The answer to <see cref="Keys"/>, as it stands in the column; null where there is no such statement.</param>
    public static Statement For(JobQuery query, string table, IReadOnlyList<string>? keys)
    {
        var sql = new ListSql(query, table);
        var text = query switch
        {
            { Placement.OldestPerOwner: true } => sql.OldestPerOwner(),
            { DueBefore: not null } => sql.Merge([sql.Where(sql.List(), null, sql.Manager())]),
            { Placement: not null } => sql.ByManager(keys),
            { Visibility.Kind: VisibilityKind.Shared } => sql.ByShare(keys),
            _ => sql.ByCreation(keys),
        };
        return new(text, sql._values);
    }

    private string ByCreation(IReadOnlyList<string>? keys)
    {
        if (keys?.Count > MaxStreams)
        {
            return Merge([Where(null, null, null)]);
        }

        var lists = keys is null ? [List()!] : keys.Select((key, i) => Value($"list{i}", key)).ToList();
        var somePhases = _query.Phases != PhaseSet.All && _query.Phases != PhaseSet.Listed;
        return lists.Count * _query.Phases.Count <= MaxStreams && (Owned || somePhases)
            ? Merge([.. lists.SelectMany(_ => _query.Phases, (list, phase) => Where(list, phase, null))])
            : Merge([.. lists.Select(list => Where(list, null, null))]);
    }

    /// <summary>One stream for each name and list; the same job may come from several, one row after the other.</summary>
    private string ByShare(IReadOnlyList<string>? keys)
    {
        var lists = keys is null ? [List()!] : keys.Count > MaxStreams ? [] : keys.Select((key, i) => Value($"list{i}", key)).ToList();
        if (keys?.Count > MaxStreams || lists.Count * Names.Length > MaxStreams)
        {
            return $"SELECT {JobColumns.Listed} FROM {_table} WHERE id = ANY (ARRAY(SELECT job FROM {Shares} WHERE name = ANY ({Value("names", Names)}))) AND {Where(List(), null, null, shared: false)} {Tail}";
        }

        var names = Names.Select((name, i) => Value($"name{i}", name)).ToList();
        var since = (_query.After is null ? "" : $" AND s.at > {Instant("after", _query.After)}") + (Before("s.at, s.job") is { } before ? $" AND {before}" : "");
        var selects = lists.SelectMany(_ => names, (list, name) => Number($"""
            SELECT {JobColumns.ListedShared} FROM {Shares} s JOIN {_table} ON id = s.job
            WHERE s.name = {name} AND s.list = {list}{since} AND {Where(null, null, null, shared: false)} ORDER BY s.at DESC, s.job DESC LIMIT {_query.Take}
            """)).ToList();
        return selects is [var one] ? one : $"SELECT DISTINCT ON (created, id) * FROM (({string.Join(")\nUNION ALL (", selects)})) found {Tail}";
    }

    private string ByManager(IReadOnlyList<string>? keys)
        => keys?.Count > MaxStreams ? Merge([Where(List(), null, null)])
        : Merge([.. (keys is null ? [Manager()!] : keys.Select((key, i) => Value($"manager{i}", key)).ToList()).Select(manager => Where(List(), null, manager))]);

    /// <summary>
    /// Steps from owner to owner along the index, so that the work is that of the owners asked for. One step finds the next owner and its first job.
    /// </summary>
    private string OldestPerOwner()
    {
        var placement = _query.Placement!;
        var managers = Manager() is { } manager ? $"SELECT {manager}::text COLLATE \"C\"" : Distinct("p_manager", _table, Number($"p_state = {(int)placement.State}"));
        var after = placement.AfterOwner is { } cursor ? $" AND owner > {Value("after_owner", ColumnText.EncodeOwner(cursor.OwnerId))}" : "";
        return $"""
            WITH RECURSIVE m (x) AS ({managers}),
            o AS (
              SELECT m.x AS m, 1 AS n, j.* FROM m CROSS JOIN LATERAL ({First("m.x", after)}) j
              UNION ALL SELECT o.m, o.n + 1, j.* FROM o CROSS JOIN LATERAL ({First("o.m", " AND owner > o.owner")}) j WHERE o.n < {Number($"{_query.Take}")})
            SELECT {JobColumns.Listed} FROM o ORDER BY {Order}
            """;

        string First(string manager, string owners) => $"SELECT {JobColumns.Listed} FROM {_table} WHERE {Where(List(), null, manager)}{owners} ORDER BY {Order} LIMIT 1";
    }

    private string Merge(IReadOnlyList<string> streams)
    {
        var selects = streams.Select(where => $"SELECT {JobColumns.Listed} FROM {_table} WHERE {where} {Tail}").ToList();
        return selects is [var one] ? one : $"({string.Join(")\nUNION ALL (", selects)})\n{Tail}";
    }

    /// <summary>All conditions of the query; list, phase and manager as the stream has them, null = not as a key.</summary>
    private string Where(string? list, ExecutionPhase? phase, string? manager) => Where(list, phase, manager, Shared);

    private string Where(string? list, ExecutionPhase? phase, string? manager, bool shared)
    {
        var where = new StringBuilder("true");
        And(where, shared, shared ? $"EXISTS (SELECT 1 FROM {Shares} s WHERE s.job = id AND s.name = ANY ({Value("names", Names)}))" : null);
        And(where, list is not null, $"job_list = {list}");
        And(where, Owned, Owned ? $"owner = {Value("owner", ColumnText.EncodeOwner(_query.Visibility.OwnerId))}" : null);
        And(where, phase is not null, Number($"phase = {(int?)phase}"));
        // A mask rather than IN: the planner would take an index for IN, and sort.
        And(where, phase is null && _query.Phases != PhaseSet.All, Number($"((1 << phase) & {_query.Phases.Sum(p => 1 << (int)p)}) <> 0"));
        And(where, _query.After is not null, $"created > {Instant("after", _query.After)}");
        And(where, _query.Before is not null, Before());
        And(where, !string.IsNullOrEmpty(_query.Text), BeginsWith());
        And(where, _query.DueBefore is not null, $"due <= {Instant("due", _query.DueBefore)}");
        if (_query.Placement is { } placement)
        {
            And(where, true, Number($"p_state = {(int)placement.State}"));
            And(where, manager is not null, $"p_manager = {manager}");
            And(where, placement.Node is not null, $"p_node = {Text("node", placement.Node)}");
        }

        And(where, !_query.IncludeDeleted, "NOT deleted");
        return where.ToString();
    }

    private string? List() => _query.JobList is { } list ? Text("list", list) : null;

    private string? Manager() => _query.Placement?.Manager is { } manager ? Text("manager", manager) : null;

    private string? Before(string place = "created, id")
    {
        if (_query.Before is not { } cursor)
        {
            return null;
        }

        // A cursor finer than the milliseconds of the record: everything of its millisecond comes after it.
        var exact = UwsTime.Truncate(cursor.CreationTime) == cursor.CreationTime;
        var created = Value("before", JobColumns.Milliseconds(cursor.CreationTime) + (exact ? 0 : 1));
        return $"({place}) < ({created}, {Value("before_id", exact ? cursor.Id.Value ?? "" : "")})";
    }

    /// <summary>No LIKE: nothing to escape.</summary>
    private string? BeginsWith()
    {
        var text = string.IsNullOrEmpty(_query.Text) ? null : Text("text", _query.Text);
        return text is null ? null : $"(starts_with(id, {text}) OR starts_with(run_id, {text}))";
    }

    /// <summary>The rows whose run id or id begins with the text, each by its index and each once.</summary>
    private string Begins(string columns)
    {
        var text = ColumnText.Encode(_query.Text!);
        var from = Value("text", text);
        var to = ColumnText.AfterAllThatBeginWith(text) is { } end ? Value("text_end", end) : null;
        string Range(string column) => $"{column} >= {from}" + (to is null ? "" : $" AND {column} < {to}");
        return $"SELECT {columns} FROM {_table} WHERE {Range("run_id")} UNION ALL SELECT {columns} FROM {_table} WHERE {Range("id")} AND NOT coalesce(starts_with(run_id, {from}), false)";
    }

    private static string Distinct(string column, string table, string where) => $"""
        WITH RECURSIVE v (x) AS (
          (SELECT {column} FROM {table} WHERE {where} ORDER BY {column} LIMIT 1)
          UNION ALL SELECT (SELECT {column} FROM {table} WHERE {where} AND {column} > v.x ORDER BY {column} LIMIT 1) FROM v WHERE v.x IS NOT NULL)
        SELECT x FROM v WHERE x IS NOT NULL
        """;

    private static void And(StringBuilder where, bool counts, string? condition)
    {
        if (counts)
        {
            where.Append(" AND ").Append(condition);
        }
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string? Text(string name, string? value) => value is null ? null : Value(name, ColumnText.Encode(value));

    private string? Instant(string name, DateTimeOffset? value) => value is { } instant ? Value(name, JobColumns.Milliseconds(instant)) : null;

    /// <summary>The parameter of a value; the same name is the same parameter.</summary>
    private string Value(string name, object value)
    {
        if (!_names.TryGetValue(name, out var parameter))
        {
            _values.Add(value);
            _names[name] = parameter = string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
        }

        return parameter;
    }
}
