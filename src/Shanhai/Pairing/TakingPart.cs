using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Pairing;

/// <summary>What a change does to one of the lists of who takes part.</summary>
public enum ListChange
{
    /// <summary>Those that are given come onto it.</summary>
    Add,

    /// <summary>Those that are given leave it.</summary>
    Remove,

    /// <summary>Villages that a rule names for a period come onto it; or all bodies of the reader's area that may help.</summary>
    Take,

    /// <summary>There is no list any more: the rule counts again, or whoever may help.</summary>
    Open,
}

/// <summary>
/// Who takes part in a campaign, as lists: each change of one is journalled with what came and what went, and read back from there, so that there is one history and nobody can rewrite it. What was solved for others is published
/// no more.
/// </summary>
internal static class TakingPart
{
    public const string Villages = "villages", Bodies = "bodies";
    private const int MostNamed = 200, MostShown = 50;

    /// <param name="Added">The first of them; the journal's own before and after has all.</param>
    private sealed record Told(string List, int Came, int Went, int Listed, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

    /// <param name="Added">The first of those that came, by id or code.</param>
    public sealed record Change(DateTimeOffset At, string By, int Came, int Went, int Listed, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

    /// <summary>Journals what became of the lists; nothing where both are as they were.</summary>
    public static void Record(Campaign campaign, CampaignSettings before, CampaignSettings after, Db db, Actor actor)
    {
        if (before.TakesTheSame(after))
        {
            return;
        }
        campaign.Decided++;
        Tell(Villages, [.. before.Villages.Select(v => v.ToString())], [.. after.Villages.Select(v => v.ToString())]);
        Tell(Bodies, [.. before.Helpers.Select(h => h.ToString())], [.. after.Helpers.Select(h => h.ToString())]);

        void Tell(string list, HashSet<string> was, HashSet<string> now)
        {
            string[] came = [.. now.Where(n => !was.Contains(n)).Order(StringComparer.Ordinal)], went = [.. was.Where(w => !now.Contains(w)).Order(StringComparer.Ordinal)];
            if (came.Length + went.Length > 0)
            {
                db.Record(actor, PairingModule.Plan, "campaign:" + campaign.Id, new Told(list, came.Length, went.Length, now.Count, [.. came.Take(MostNamed)], [.. went.Take(MostNamed)]), campaign.Place);
            }
        }
    }

    /// <summary>The changes of a list, the newest first.</summary>
    public static async Task<IReadOnlyList<Change>> Read(Id<Campaign> id, string list, Db db, CancellationToken ct)
    {
        var (subject, mark) = ("campaign:" + id, $"\"list\":\"{list}\"");
        var found = await db.Journal.AsNoTracking().Where(e => e.Subject == subject && e.Verb == PairingModule.Plan && e.Summary!.Contains(mark)).OrderByDescending(e => e.Number).Take(MostShown)
            .Select(e => new { e.At, e.ActorName, e.Summary }).ToListAsync(ct);
        return [.. found.Select(e => (e.At, e.ActorName, Told: JsonSerializer.Deserialize<Told>(e.Summary!, JournalEntry.Json)!)).Select(e => new Change(e.At, e.ActorName, e.Told.Came, e.Told.Went, e.Told.Listed, e.Told.Added, e.Told.Removed))];
    }
}
