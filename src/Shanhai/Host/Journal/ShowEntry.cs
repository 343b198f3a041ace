using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>One entry with what was before and after. Auditors of its place may; the look itself is journalled.</summary>
public static class ShowEntry
{
    /// <summary>One value that changed.</summary>
    public sealed record Change(string What, string Key, string Field, string? Before, string? After);

    public sealed record Shown(FindEntries.Row Entry, IReadOnlyList<Change> Changes, string? Bulk);

    public static async Task<Result<Shown>> Handle(long number, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(JournalModule.View) is { } no)
        {
            return no;
        }

        var found = FindEntries.Seen(db, actor).Where(e => e.Number == number);
        var row = await FindEntries.Rows(found).FirstOrDefaultAsync(ct);
        if (row is null)
        {
            return Problem.NotFound;
        }
        var changes = await found.Select(e => e.Changes).FirstAsync(ct);

        await db.RecordReading(actor, JournalModule.View, $"entry:{number}", place: row.Place, ct: ct);
        return new Shown(row, Read(changes), changes?.StartsWith('{') == true ? changes : null);
    }

    private static List<Change> Read(string? changes)
    {
        var all = new List<Change>();
        if (changes is null || !changes.StartsWith('['))
        {
            return all;
        }
        using var document = JsonDocument.Parse(changes);
        foreach (var change in document.RootElement.EnumerateArray())
        {
            var before = Values(change, "before");
            var after = Values(change, "after");
            var (what, key) = (change.GetProperty("what").GetString() ?? "", change.TryGetProperty("key", out var k) ? k.GetString() ?? "" : "");
            all.AddRange(before.Keys.Union(after.Keys).Select(f => new Change(what, key, f, before.GetValueOrDefault(f), after.GetValueOrDefault(f))));
        }
        return all;
    }

    private static Dictionary<string, string?> Values(JsonElement change, string side) =>
        change.TryGetProperty(side, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : p.Value.GetRawText())
            : [];
}
