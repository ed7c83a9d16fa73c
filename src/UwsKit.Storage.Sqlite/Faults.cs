using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace UwsKit.Storage.Sqlite;

/// <summary>Turns SQLite's errors into one clear line each.</summary>
internal static class Faults
{
    /// <summary>An error of a database that worked before: the storage is away. The line may reach clients, so it names no path.</summary>
    public static UwsException Unavailable(SqliteException e) => new(UwsErrorKind.Unavailable, $"The job database is not available: {Reason(e)}.", e);

    /// <summary>An error of one record that says nothing about the others.</summary>
    public static UwsException Refused(SqliteException e) => e.SqliteErrorCode == raw.SQLITE_TOOBIG
        ? new(UwsErrorKind.TooLarge, "The job record is too large for the job database.", e)
        : new(UwsErrorKind.Invalid, $"The job database refuses this record: {Reason(e)}.", e);

    /// <summary>Whether an error concerns one statement only; after any other SQLite may have rolled the whole transaction back.</summary>
    public static bool ConcernsOneWrite(SqliteException e)
        => e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_ERROR;

    /// <summary>An error while opening: the operator's to mend, or the machine's.</summary>
    public static Exception Opening(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => Configuration(path, "this file is not an SQLite database; allowed: a database of UwsKit, or a path where there is no file yet"),
        raw.SQLITE_CANTOPEN => Configuration(path, "the file cannot be opened or made; allowed: a file that this process may read and write, in a folder where it may make files"),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => ReadOnly(path),
        _ => new UwsException(UwsErrorKind.Unavailable, $"The job database '{path}' is not available: {Reason(e)}.", e),
    };

    public static UwsConfigurationException ReadOnly(string path)
        => Configuration(path, "the file or its folder cannot be written; allowed: a file that this process may read and write, in a folder where it may make files");

    public static UwsConfigurationException Configuration(string? path, string fault) => new($"Storage:Path: '{path}': {fault}");

    public static string Reason(SqliteException e) => e.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process is writing to it and did not finish in time",
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_IOERR => $"reading or writing the file failed (SQLite error {e.SqliteExtendedErrorCode})",
        raw.SQLITE_READONLY => "the file cannot be written",
        raw.SQLITE_CANTOPEN => "the file cannot be opened",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "the file is damaged",
        raw.SQLITE_NOMEM => "memory is exhausted",
        _ => OneLine(e),
    };

    private static string OneLine(SqliteException e)
    {
        var message = raw.sqlite3_errstr(e.SqliteErrorCode).utf8_to_string();
        return $"{message} (SQLite error {e.SqliteExtendedErrorCode})";
    }
}
