using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// Lists the journal, newest first. An auditor of a subtree sees what happened at places in it; what happened nowhere in particular
/// is for auditors of the nation.
/// </summary>
public sealed record FindEntries
{
    /// <summary>The beginning of an account's name.</summary>
    public string? Actor { get; init; }
    public string? Verb { get; init; }

    /// <summary>The beginning of a subject: "user:", "place:3301".</summary>
    public string? Subject { get; init; }
    public PlaceCode? Place { get; init; }

    /// <summary>Days in China, both included.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public long? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        long Number, DateTimeOffset At, string Actor, string ActingAs, string Door, string? Origin, string Verb, string Subject, PlaceCode? Place, string? Summary, long? Seal);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindEntries input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(JournalModule.View) is { } no)
        {
            return no;
        }

        var size = Math.Clamp(input.Size ?? 50, 1, 500);
        var rows = await Rows(Matching(input, db, actor).Take(size + 1)).ToListAsync(ct);

        return new Page<Row>([.. rows.Take(size)], rows.Count > size ? rows[size - 1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    internal static IQueryable<Row> Rows(IQueryable<JournalEntry> entries) => entries.Select(e => new Row(
        e.Number, e.At, e.ActorName, e.ActingAs, e.Door, e.Origin, e.Verb, e.Subject, e.Place, e.Summary, e.Seal));

    internal static IQueryable<JournalEntry> Matching(FindEntries input, Db db, Actor actor)
    {
        var query = Seen(db, actor);
        if (input.Actor.Kept() is { } name)
        {
            query = query.Where(e => e.ActorName.StartsWith(name));
        }
        if (input.Verb.Kept() is { } verb)
        {
            query = query.Where(e => e.Verb == verb);
        }
        if (input.Subject.Kept() is { } subject)
        {
            query = query.Where(e => e.Subject.StartsWith(subject));
        }
        if (input.Place is { } place)
        {
            query = query.Where(e => e.Place >= place.First && e.Place <= place.Last);
        }
        if (input.From is { } from)
        {
            var at = ChinaDay.StartOf(from).ToUniversalTime();
            query = query.Where(e => e.At >= at);
        }
        if (input.To is { } to)
        {
            var at = ChinaDay.EndOf(to).ToUniversalTime();
            query = query.Where(e => e.At < at);
        }
        if (input.After is { } after)
        {
            query = query.Where(e => e.Number < after);
        }
        return query.OrderByDescending(e => e.Number);
    }

    internal static IQueryable<JournalEntry> Seen(Db db, Actor actor)
    {
        var scope = actor.Scope(JournalModule.View);
        var kept = Compartment(actor);
        var entries = db.Journal.AsNoTracking().Where(e => e.Compartment == null || e.Compartment == kept);
        return scope.IsEverywhere ? entries : entries.Where(e => e.Place != null).Within(scope, e => e.Place!.Value);
    }

    // Only who belongs to that body and to nothing else: an auditor with a second hat might be of the accused.
    private static Guid? Compartment(Actor actor) =>
        actor.Holdings.Select(h => h.Organisation).Distinct().ToList() is [{ } only] && actor.Holdings.Any(h => h.Role == Role.Auditor) ? only : Guid.Empty;
}
