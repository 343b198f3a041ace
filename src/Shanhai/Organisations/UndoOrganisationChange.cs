using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// Takes back the latest change of a body that was recorded by mistake, and what it moved with it. Officers of the place it serves may. A body that
/// was added by mistake stays in the history as one that never stood.
/// </summary>
public sealed record UndoOrganisationChange(string? Why)
{
    public sealed record Undone(Id<Organisation> Organisation);

    public static async Task<Result<Undone>> Handle(
        Id<OrganisationEvent> id, UndoOrganisationChange input, CurrentTree trees, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(OrganisationsModule.Change);
        if (await db.OrganisationEvents.FirstOrDefaultAsync(e => e.Id == id, ct) is not { } made
            || await db.Organisations.Within(scope, o => o.Place).FirstOrDefaultAsync(o => o.Id == made.Organisation, ct) is not { } body)
        {
            return Problem.Missing("organisation.no-such-event");
        }
        if (new Errors().Require(input.Why, "why").Limit(input.Why, 2000, "why").Refusal is { } silent)
        {
            return silent;
        }
        var tree = await trees.Read(db, ct);
        var events = await db.OrganisationEvents.Where(e => e.Id == id || e.Cause == id).ToListAsync(ct);
        var touched = events.Select(e => e.Organisation).Distinct().ToArray();
        var bodies = await db.Organisations.Where(o => touched.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        if (made.Undo(actor.Name, input.Why!.Trim(), clock.GetUtcNow()) is { } undone)
        {
            return undone;
        }
        if (made.Cause is not null)
        {
            return Problem.Clash("organisation.undo-cause");
        }
        if ((await Later(events, db, ct) ?? await Standing(tree, made, db, ct) ?? Circle(tree, events)) is { } objection)
        {
            return objection;
        }

        foreach (var one in events)
        {
            Restore(bodies[one.Organisation], one, pinyin);
            if (one.UndoneAt is null)
            {
                one.Undo(actor.Name, input.Why!.Trim(), clock.GetUtcNow());
            }
        }
        return await OrganisationWriting.Save(tree, trees, db, () =>
            db.Record(actor, OrganisationsModule.Change, "organisation:" + body.Id, new { done = "undone", made.Kind, made.On, why = input.Why!.Trim() }, body.Place), ct) is { } raced
            ? raced : new Undone(body.Id);
    }

    private static void Restore(Organisation body, OrganisationEvent made, Pinyin pinyin)
    {
        switch (made.Kind)
        {
            case OrganisationEventKind.Renamed:
                (body.Name, (body.Pinyin, body.Initials)) = (made.FromName!, pinyin.Say(made.FromName!));
                break;
            case OrganisationEventKind.Moved:
                body.Superior = made.FromSuperior;
                break;
            case OrganisationEventKind.Created:
                (body.Opened, body.Closed) = (made.On, made.On);
                break;
            case OrganisationEventKind.Merged or OrganisationEventKind.Closed:
                (body.Closed, body.Successor) = (null, null);
                break;
        }
    }

    /// <summary>What came after was decided on the state that this change made; how a body is covered depends on no other change.</summary>
    private static async Task<Problem?> Later(List<OrganisationEvent> events, Db db, CancellationToken ct)
    {
        foreach (var one in events.Where(e => !e.Kind.IsCoverage))
        {
            var later = await db.OrganisationEvents.AsNoTracking().Where(e => e.Organisation == one.Organisation && e.UndoneAt == null && e.Id != one.Id)
                .Select(e => new { e.Id, e.Kind, e.On, e.RecordedAt }).ToListAsync(ct);
            if (later.Where(e => e.Kind != OrganisationEventKind.Created && !e.Kind.IsCoverage && (e.On > one.On || e.On == one.On && e.Id > one.Id)).Select(e => (DateOnly?)e.On).FirstOrDefault() is { } on)
            {
                return Problem.Clash("organisation.undo-later-first", await db.Organisations.Where(o => o.Id == one.Organisation).Select(o => o.Name).FirstAsync(ct), on);
            }
        }
        return null;
    }

    private static async Task<Problem?> Standing(OrganisationTree tree, OrganisationEvent made, Db db, CancellationToken ct)
    {
        if (made.Kind == OrganisationEventKind.Moved && made.FromSuperior is { } before && tree.Find(before) is { Closed: { } ended } gone)
        {
            return Problem.Clash("organisation.ended", gone.Name, ended);
        }
        if (made.Kind is OrganisationEventKind.Merged or OrganisationEventKind.Closed && tree.Find(made.Organisation) is { Superior: { } above } && tree.Find(above) is { Closed: { } over } superior)
        {
            return Problem.Clash("organisation.ended", superior.Name, over);
        }
        if (made.Kind == OrganisationEventKind.Created && (tree.All.Any(b => b.Closed is null && b.Superior == made.Organisation || b.Successor == made.Organisation)
            || await db.Grants.AnyAsync(g => g.Organisation == made.Organisation.Value, ct)))
        {
            return Problem.Clash("organisation.in-use");
        }
        return null;
    }

    private static Problem? Circle(OrganisationTree tree, List<OrganisationEvent> events)
    {
        var back = events.Where(e => e.Kind == OrganisationEventKind.Moved).ToDictionary(e => e.Organisation, e => tree.Find(e.Organisation)! with
        {
            Superior = e.FromSuperior,
            Movings = [.. tree.Find(e.Organisation)!.Movings.SkipLast(1)],
        });
        return back.Count > 0 && tree.WouldCircle(back, events.Min(e => e.On)) ? Problem.Clash("organisation.undo-circle") : null;
    }
}
