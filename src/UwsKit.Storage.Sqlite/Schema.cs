using System.Globalization;
using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>The tables of the database and how older ones become the present ones. The version is SQLite's <c>user_version</c>.</summary>
internal static class Schema
{
    /// <summary>"UWS1" in SQLite's <c>application_id</c>: tells our databases from those of other programs.</summary>
    public const int ApplicationId = 0x55575331;

    /// <summary>
    /// Step n makes schema n out of schema n−1. A published step is never changed; a new one is added.
    /// Instants are Unix milliseconds, <c>phase</c> and <c>p_state</c> the numbers of ExecutionPhase and PlacementState. The indexes are made for the
    /// statements of <see cref="ListSql"/>: each gives its rows in order, with the conditions that may thin them at its end. The document stands
    /// last, so that reading the columns of a list never touches the pages that it overflows to.
    /// </summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE jobs (
          id TEXT PRIMARY KEY NOT NULL, job_list TEXT NOT NULL, owner TEXT, run_id TEXT, phase INTEGER NOT NULL,
          created INTEGER NOT NULL, queued INTEGER, started INTEGER, ended INTEGER, due INTEGER, deleted INTEGER NOT NULL, version INTEGER NOT NULL,
          p_state INTEGER, p_manager TEXT, p_node TEXT, p_backend TEXT, p_attempt INTEGER, p_since INTEGER, p_lost INTEGER, p_exit INTEGER,
          document BLOB NOT NULL) STRICT;
        CREATE INDEX jobs_list ON jobs (job_list, created, id, phase, deleted, owner, run_id);
        CREATE INDEX jobs_phase ON jobs (job_list, phase, created, id, deleted, run_id);
        CREATE INDEX jobs_owner ON jobs (job_list, owner, phase, created, id, deleted, run_id);
        CREATE INDEX jobs_due ON jobs (due, id) WHERE due IS NOT NULL;
        CREATE INDEX jobs_placed ON jobs (p_state, p_manager, queued, id, p_node) WHERE p_state IS NOT NULL;
        CREATE INDEX jobs_fair ON jobs (p_state, p_manager, owner, queued, id, p_node) WHERE p_state IS NOT NULL;
        """,
        "CREATE INDEX jobs_run ON jobs (run_id) WHERE run_id IS NOT NULL",
        // What older jobs hold is counted from their next change on.
        "ALTER TABLE jobs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0",
        // The keys follow the entry by triggers, so that an entry is one statement as every write is.
        """
        CREATE TABLE provenance (job TEXT PRIMARY KEY NOT NULL, until INTEGER, keys TEXT NOT NULL, document BLOB NOT NULL) STRICT;
        CREATE INDEX provenance_until ON provenance (until) WHERE until IS NOT NULL;
        CREATE TABLE provenance_keys (key TEXT NOT NULL, job TEXT NOT NULL, PRIMARY KEY (key, job)) STRICT, WITHOUT ROWID;
        CREATE INDEX provenance_keys_job ON provenance_keys (job);
        CREATE TRIGGER provenance_kept AFTER INSERT ON provenance BEGIN
          INSERT OR IGNORE INTO provenance_keys SELECT value, NEW.job FROM json_each(NEW.keys);
        END;
        CREATE TRIGGER provenance_renewed AFTER UPDATE ON provenance BEGIN
          DELETE FROM provenance_keys WHERE job = NEW.job;
          INSERT OR IGNORE INTO provenance_keys SELECT value, NEW.job FROM json_each(NEW.keys);
        END;
        CREATE TRIGGER provenance_removed AFTER DELETE ON provenance BEGIN
          DELETE FROM provenance_keys WHERE job = OLD.job;
        END;
        """,
        // With whom jobs are shared: see ShareWriter. The column is NULL for the many that are not.
        """
        ALTER TABLE jobs ADD COLUMN shares TEXT;
        CREATE TABLE job_shares (name TEXT NOT NULL, list TEXT NOT NULL, at INTEGER NOT NULL, job TEXT NOT NULL, PRIMARY KEY (name, list, at, job)) STRICT, WITHOUT ROWID;
        CREATE INDEX job_shares_job ON job_shares (job);
        CREATE TRIGGER job_shares_gone AFTER DELETE ON jobs WHEN OLD.shares IS NOT NULL BEGIN
          DELETE FROM job_shares WHERE job = OLD.id;
        END;
        UPDATE jobs SET shares = (SELECT nullif(json_group_array(value), '[]') FROM json_each(CAST(document AS TEXT), '$.sharedWith') WHERE substr(value, 1, 5) <> 'link:')
          WHERE instr(document, CAST('"sharedWith":' AS BLOB)) > 0 AND json_valid(CAST(document AS TEXT));
        INSERT OR IGNORE INTO job_shares SELECT s.value, j.job_list, j.created, j.id FROM jobs j, json_each(j.shares) s WHERE j.shares IS NOT NULL;
        """,
    ];

    /// <summary>Refuses databases of other programs and of newer releases, before anything is written to them.</summary>
    /// <returns>The schema version found; 0 for a new file.</returns>
    public static int Check(SqliteConnection connection, string path, int newest)
    {
        var version = Number(connection, "PRAGMA user_version");
        var ours = Number(connection, "PRAGMA application_id") == ApplicationId;
        if (!ours && (version != 0 || Number(connection, "SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw Faults.Configuration(path, "this SQLite database belongs to another program; allowed: a database of UwsKit, or a path where there is no file yet");
        }

        return version <= newest ? version : throw Faults.Configuration(path, string.Create(CultureInfo.InvariantCulture,
            $"this database has schema {version} of a newer UwsKit; this release reads up to schema {newest}"));
    }

    /// <summary>Brings the database up to date in one transaction; processes that start at once wait for each other and find it done.</summary>
    /// <returns>The version before.</returns>
    public static int Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        if (Check(connection, path, migrations.Count) == migrations.Count)
        {
            return migrations.Count;
        }

        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            var found = Check(connection, path, migrations.Count);
            for (var step = found; step < migrations.Count; step++)
            {
                Execute(connection, migrations[step]);
            }

            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {migrations.Count}"));
            Execute(connection, "COMMIT");
            return found;
        }
        catch
        {
            Rollback(connection);
            throw;
        }
    }

    /// <summary>Rolls back, unless SQLite has done so itself (it may, after a full disk or an I/O error).</summary>
    public static void Rollback(SqliteConnection connection)
    {
        if (InTransaction(connection))
        {
            Execute(connection, "ROLLBACK");
        }
    }

    public static bool InTransaction(SqliteConnection connection) => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) == 0;

    public static int Number(SqliteConnection connection, string sql) => Convert.ToInt32(Scalar(connection, sql), CultureInfo.InvariantCulture);

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        return command.ExecuteScalar();
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    // CA2100: every text given here is a constant of this assembly; values are bound as parameters.
#pragma warning disable CA2100
    public static SqliteCommand Command(SqliteConnection connection, string sql) => new(sql, connection);
#pragma warning restore CA2100
}
