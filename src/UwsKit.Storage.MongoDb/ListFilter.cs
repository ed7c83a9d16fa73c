using System.Text;
using MongoDB.Bson;

namespace UwsKit.Storage.MongoDb;

/// <summary>A query in MongoDB's words, written so that one of <see cref="Schema.Indexes"/> gives the answer in order. Values are never part of a name or a pattern.</summary>
internal static class ListFilter
{
    /// <summary>All conditions of the query.</summary>
    public static BsonDocument For(JobQuery query)
    {
        BsonArray all = [];
        var owned = query.Visibility.Kind == VisibilityKind.Owner;
        Is(all, "jobList", query.JobList is { } list ? JobDocument.Text(list) : null);
        Is(all, "owner", owned ? JobDocument.Owner(query.Visibility.OwnerId) : null);
        Is(all, "shared", query.Visibility.Kind == VisibilityKind.Shared ? new BsonDocument("$in", new BsonArray(query.Visibility.Names.Select(JobDocument.Text))) : null);
        // Named even where they are all: the index of an owner's jobs has the phase before the creation time.
        Is(all, "phase", owned || query.Phases != PhaseSet.All ? Phases(query.Phases) : null);
        Is(all, "created", query.After is { } after ? new BsonDocument("$gt", JobDocument.Instant(after)) : null);
        Is(all, "due", query.DueBefore is { } due ? new BsonDocument("$lte", JobDocument.Instant(due)) : null);
        Is(all, "placement.state", query.Placement is { } placement ? (int)placement.State : null);
        Is(all, "placement.manager", query.Placement?.Manager is { } manager ? JobDocument.Text(manager) : null);
        Is(all, "placement.node", query.Placement?.Node is { } node ? JobDocument.Text(node) : null);
        Is(all, "owner", query.Placement is { OldestPerOwner: true, AfterOwner: { } cursor } ? AfterOwner(cursor.OwnerId) : null);
        Is(all, "deleted", query.IncludeDeleted ? null : BsonBoolean.False);
        AddBefore(all, query.Before);
        if (query.Text is { Length: > 0 } text)
        {
            all.Add(AnyOf(new("_id", BeginsWith(text)), new("runId", BeginsWith(text))));
        }

        return all.Count == 0 ? [] : new("$and", all);
    }

    /// <summary>The order of the answer.</summary>
    public static BsonDocument Order(JobQuery query) => query switch
    {
        { Placement.OldestPerOwner: true } => new() { { "owner", 1 }, { "queued", 1 }, { "_id", 1 } },
        { DueBefore: not null } => new() { { "due", 1 }, { "_id", 1 } },
        { Placement: not null } => new() { { "queued", 1 }, { "_id", 1 } },
        _ => new() { { "created", -1 }, { "_id", -1 } },
    };

    /// <summary>The least text that is greater than all that begin so; null = there is none.</summary>
    internal static string? After(string beginning)
    {
        var runes = beginning.EnumerateRunes().ToList();
        for (; runes.Count > 0; runes.RemoveAt(runes.Count - 1))
        {
            // The code points from D800 to DFFF are no characters.
            var next = runes[^1].Value == 0xD7FF ? 0xE000 : runes[^1].Value + 1;
            if (Rune.IsValid(next))
            {
                runes[^1] = new(next);
                return string.Concat(runes);
            }
        }

        return null;
    }

    // Texts are compared by their bytes, as JobQuery does: a range and no pattern, so nothing to escape.
    private static BsonDocument BeginsWith(string text)
    {
        var range = new BsonDocument("$gte", JobDocument.Text(text));
        return After(text) is { } after ? range.Add("$lt", after) : range;
    }

    // A comparison finds values of its own kind only, and nobody is no text: after nobody come all texts.
    private static BsonDocument AfterOwner(string? owner) => owner is null ? new("$gte", "") : new("$gt", JobDocument.Text(owner));

    private static BsonValue Phases(PhaseSet phases) => phases.Count == 1 ? (int)phases.First() : new BsonDocument("$in", new BsonArray(phases.Select(p => (int)p)));

    private static void AddBefore(BsonArray all, JobCursor? cursor)
    {
        if (cursor is null)
        {
            return;
        }

        var created = JobDocument.Instant(cursor.CreationTime);
        // The bound of the index; then the ties.
        Is(all, "created", new BsonDocument("$lte", created));
        // A cursor finer than the milliseconds of the record: everything of its millisecond comes after it.
        if (UwsTime.Truncate(cursor.CreationTime) == cursor.CreationTime)
        {
            all.Add(AnyOf(new("created", new BsonDocument("$lt", created)), new("_id", new BsonDocument("$lt", cursor.Id.Value))));
        }
    }

    private static BsonDocument AnyOf(BsonDocument one, BsonDocument other) => new("$or", new BsonArray { one, other });

    private static void Is(BsonArray all, string field, BsonValue? condition)
    {
        if (condition is not null)
        {
            all.Add(new BsonDocument(field, condition));
        }
    }
}
