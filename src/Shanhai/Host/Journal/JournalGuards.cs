using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// Triggers that refuse to change or delete what is in the journal, whoever asks; only the seal may be stamped, once. They are put
/// up again at every start. Who may drop triggers can get past them: the marks and seals are for that case.
/// </summary>
internal static class JournalGuards
{
    private static readonly string[] Tables = ["journal", "journal_leaves", "journal_seals"];
    private const string Content = "number, id, at, actor_id, actor_name, acting_as, door, origin, verb, subject, summary, place, changes, compartment, mark";

    private const string Postgres = """
        CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'journal' THEN
            IF OLD.seal IS NULL AND to_jsonb(OLD) - 'seal' = to_jsonb(NEW) - 'seal' THEN RETURN NEW; END IF;
          END IF;
          RAISE EXCEPTION 'the journal is append-only';
        END $$;
        """;

    public static async Task Raise(Db db, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        await db.Dialect.LockJournal(db, ct);
        await db.Database.ExecuteSqlRawAsync(db.Dialect.OneWriter ? Sqlite() : Postgres + string.Concat(Tables.Select(OnPostgres)), ct);
        await writing.Commit(ct);
    }

    private static string OnPostgres(string table) => $"""

        CREATE OR REPLACE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION journal_refuse();
        CREATE OR REPLACE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
        """;

    private static string Sqlite()
    {
        var same = string.Join(" AND ", Content.Split(", ").Select(c => $"OLD.{c} IS NEW.{c}"));
        return string.Concat(Tables.Select(table => $"""
            CREATE TRIGGER IF NOT EXISTS {table}_not_deleted BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
            CREATE TRIGGER IF NOT EXISTS {table}_not_changed BEFORE UPDATE ON {table}
              WHEN NOT ({(table == "journal" ? "OLD.seal IS NULL AND " + same : "0")})
              BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

            """));
    }
}
