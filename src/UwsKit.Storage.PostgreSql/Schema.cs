using System.Globalization;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>The tables of the schema and how older ones become the present ones. The version is the one row of <c>schema_info</c>.</summary>
internal static class Schema
{
    // "UWS1": with the hash of the schema's name the key of the lock under which nodes migrate one after the other.
    private const int LockClass = 0x55575331;
    private const int MigrationSeconds = 3600;

    /// <summary>
    /// Step n makes schema n out of schema n−1. A published step is never changed; a new one is added. Instants are Unix milliseconds, <c>phase</c>
    /// and <c>p_state</c> the numbers of ExecutionPhase and PlacementState; texts are compared by bytes and encoded by <see cref="ColumnText"/>.
    /// The indexes are made for the statements of <see cref="ListSql"/>: each gives its rows in order. (Unlike SQLite, PostgreSQL fetches the row
    /// before it looks at further columns of an index, so there are none: smaller, and most updates of a running job stay free of index work.)
    /// </summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE jobs (
          id text COLLATE "C" PRIMARY KEY, job_list text COLLATE "C" NOT NULL, owner text COLLATE "C" NOT NULL, run_id text COLLATE "C", phase integer NOT NULL,
          created bigint NOT NULL, queued bigint, started bigint, ended bigint, due bigint, deleted boolean NOT NULL, version bigint NOT NULL,
          p_state integer, p_manager text COLLATE "C", p_node text COLLATE "C", p_backend text COLLATE "C", p_attempt integer, p_since bigint,
          p_lost bigint, p_exit integer, document text NOT NULL) WITH (fillfactor = 90);
        CREATE INDEX jobs_list ON jobs (job_list, created, id);
        CREATE INDEX jobs_phase ON jobs (job_list, phase, created, id);
        CREATE INDEX jobs_owner ON jobs (job_list, owner, phase, created, id);
        CREATE INDEX jobs_due ON jobs (due, id) WHERE due IS NOT NULL;
        CREATE INDEX jobs_placed ON jobs (p_state, p_manager, queued NULLS FIRST, id) WHERE p_state IS NOT NULL;
        CREATE INDEX jobs_fair ON jobs (p_state, p_manager, owner, queued NULLS FIRST, id) WHERE p_state IS NOT NULL;
        """,
        """
        CREATE INDEX jobs_run ON jobs (run_id) WHERE run_id IS NOT NULL;
        UPDATE jobs SET owner = E'\001/' WHERE owner = E'\0012';
        """,
        """
        CREATE TABLE leases (name text COLLATE "C" PRIMARY KEY, holder text NOT NULL, until timestamptz NOT NULL);
        """,
        // What older jobs hold is counted from their next change on.
        "ALTER TABLE jobs ADD COLUMN bytes bigint NOT NULL DEFAULT 0",
        // The keys have a table of their own: an index of the array gives no order, and one owner may have a million jobs.
        """
        CREATE TABLE provenance (job text COLLATE "C" PRIMARY KEY, until bigint, keys text[] NOT NULL, document bytea NOT NULL);
        CREATE INDEX provenance_until ON provenance (until) WHERE until IS NOT NULL;
        CREATE TABLE provenance_keys (
          key text COLLATE "C", job text COLLATE "C" REFERENCES provenance ON DELETE CASCADE, PRIMARY KEY (key, job));
        CREATE INDEX provenance_keys_job ON provenance_keys (job);
        """,
        // With whom jobs are shared, by a table of its own for the same reason. Its rows follow the column, which is NULL for the many that are not: then no
        // trigger does anything. (JSON functions stop at an escaped NUL, wherever in the document it is; a damaged record is told of where somebody asks for it.)
        """
        ALTER TABLE jobs ADD COLUMN shares text[];
        CREATE TABLE job_shares (
          name text COLLATE "C", list text COLLATE "C", at bigint, job text COLLATE "C", PRIMARY KEY (name, list, at, job));
        CREATE INDEX job_shares_job ON job_shares (job);
        DO $fill$
        DECLARE
          one text;
        BEGIN
          FOR one IN SELECT id FROM jobs WHERE strpos(document, '"sharedWith":') > 0 LOOP
            BEGIN
              UPDATE jobs SET shares = nullif(ARRAY(
                SELECT DISTINCT value FROM json_array_elements_text(replace(document, '\u0000', '\ufffd')::json -> 'sharedWith') value WHERE left(value, 5) <> 'link:'), '{}')
                WHERE id = one;
            EXCEPTION WHEN data_exception THEN
              NULL;
            END;
          END LOOP;
        END
        $fill$;
        INSERT INTO job_shares SELECT name, job_list, created, id FROM jobs, unnest(shares) name WHERE shares IS NOT NULL;
        CREATE FUNCTION job_shares_follow() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $follow$
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            DELETE FROM job_shares WHERE job = OLD.id;
          END IF;
          IF TG_OP <> 'DELETE' THEN
            INSERT INTO job_shares SELECT name, NEW.job_list, NEW.created, NEW.id FROM unnest(NEW.shares) name;
          END IF;
          RETURN NULL;
        END
        $follow$;
        CREATE TRIGGER job_shares_made AFTER INSERT ON jobs FOR EACH ROW WHEN (NEW.shares IS NOT NULL) EXECUTE FUNCTION job_shares_follow();
        CREATE TRIGGER job_shares_changed AFTER UPDATE ON jobs FOR EACH ROW
          WHEN (OLD.shares IS DISTINCT FROM NEW.shares OR (NEW.shares IS NOT NULL AND (OLD.created <> NEW.created OR OLD.job_list <> NEW.job_list)))
          EXECUTE FUNCTION job_shares_follow();
        CREATE TRIGGER job_shares_gone AFTER DELETE ON jobs FOR EACH ROW WHEN (OLD.shares IS NOT NULL) EXECUTE FUNCTION job_shares_follow();
        """,
    ];

    /// <summary>Brings the schema up to date in one transaction; nodes that start at once wait for each other and find it done.</summary>
    /// <returns>The version before; 0 where there was none.</returns>
    /// <exception cref="UwsConfigurationException">A newer release made the schema, or the database does not hold Unicode.</exception>
    public static async Task<int> MigrateAsync(NpgsqlConnection connection, string schema, IReadOnlyList<string> migrations, CancellationToken ct)
    {
        if (await CheckAsync(connection, schema, migrations.Count, ct).ConfigureAwait(false) == migrations.Count)
        {
            return migrations.Count;
        }

        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        // A lock of the transaction, not of the session: it ends with it whatever happens, and a pooler keeps a transaction together.
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockClass}, hashtext('{schema}'))", ct).ConfigureAwait(false);
        var found = await CheckAsync(connection, schema, migrations.Count, ct).ConfigureAwait(false);
        if (found == 0)
        {
            // CREATE SCHEMA IF NOT EXISTS wants the right to create one even where it is there.
            if (await ScalarAsync(connection, $"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'", ct).ConfigureAwait(false) is null)
            {
                await ExecuteAsync(connection, $"CREATE SCHEMA {schema}", ct).ConfigureAwait(false);
            }

            await ExecuteAsync(connection, $"CREATE TABLE {schema}.schema_info (version integer NOT NULL); INSERT INTO {schema}.schema_info VALUES (0)", ct).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, $"SET LOCAL search_path = {schema}", ct).ConfigureAwait(false);
        for (var step = found; step < migrations.Count; step++)
        {
            await ExecuteAsync(connection, migrations[step], ct).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, $"UPDATE {schema}.schema_info SET version = {migrations.Count}", ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        return found;
    }

    private static async Task<int> CheckAsync(NpgsqlConnection connection, string schema, int newest, CancellationToken ct)
    {
        if (await ScalarAsync(connection, "SHOW server_encoding", ct).ConfigureAwait(false) is not "UTF8" and var encoding)
        {
            throw new UwsConfigurationException($"Storage:ConnectionString: the database has the encoding {encoding}; allowed: UTF8");
        }

        // Not to_regclass: it may answer from a cache of before the lock was had.
        var found = await ScalarAsync(connection, $"SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}' AND c.relname = 'schema_info'", ct).ConfigureAwait(false);
        var version = found is not null
            ? Convert.ToInt32(await ScalarAsync(connection, $"SELECT max(version) FROM {schema}.schema_info", ct).ConfigureAwait(false), CultureInfo.InvariantCulture)
            : 0;
        return version <= newest ? version : throw new UwsConfigurationException(
            $"Storage:Schema: '{schema}': this database has schema {version} of a newer UwsKit; this release reads up to schema {newest}");
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = Command(connection, sql);
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is var value and not DBNull ? value : null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    // CA2100: every text given here is made of constants and the checked name of the schema.
#pragma warning disable CA2100
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = MigrationSeconds };
#pragma warning restore CA2100
}
