using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// Renames a body, gives it another superior, merges it into another body or closes it, as of a day and by a document. Officers of the place it
/// serves may; to merge, of the successor's place too. What stands below a merged body goes over to the successor by the same event.
/// </summary>
/// <param name="Other">The new superior (none: it stands below nobody any more) or the successor, by id, credit code or name.</param>
public sealed record RecordOrganisationChange(OrganisationEventKind? Kind, DateOnly? On, string? Document, string? Name = null, string? Other = null, string? Note = null)
{
    public sealed record Recorded(Id<OrganisationEvent> Event, int Moved);

    public Errors Validate(DateOnly today)
    {
        var errors = new Errors().Require(Document, "document").Limit(Document, 400, "document").Limit(Note, 2000, "note").Limit(Name, Organisation.LongestName, "name");
        if (Kind is not (OrganisationEventKind.Renamed or OrganisationEventKind.Moved or OrganisationEventKind.Merged or OrganisationEventKind.Closed))
        {
            errors.Add("kind", "field.required");
        }
        if (On is null)
        {
            errors.Add("on", "field.required");
        }
        else if (On > today)
        {
            errors.Add("on", "organisation.future");
        }
        if (Kind == OrganisationEventKind.Renamed)
        {
            errors.Require(Name, "name");
        }
        return Kind == OrganisationEventKind.Merged ? errors.Require(Other, "other") : errors;
    }

    public static async Task<Result<Recorded>> Handle(
        Id<Organisation> id, RecordOrganisationChange input, CurrentTree trees, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(OrganisationsModule.Change);
        if (await db.Organisations.Within(scope, o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } body)
        {
            return Problem.Missing("organisation.no-such-body");
        }
        var tree = await trees.Read(db, ct);
        if (input.Validate(ChinaDay.Today(clock)).Refusal is { } wrong)
        {
            return wrong;
        }
        Body? other = null;
        if (input.Kind is OrganisationEventKind.Moved or OrganisationEventKind.Merged && !string.IsNullOrWhiteSpace(input.Other))
        {
            var found = FindBody.Of(tree, input.Other, "other", input.Kind == OrganisationEventKind.Merged ? b => scope.Contains(b.Place) : FindBody.Within(actor.Scope(OrganisationsModule.View)));
            if (found.Problem is { } unknown)
            {
                return unknown;
            }
            other = found.Value;
        }
        if (Objection(tree, tree.Find(id)!, input, other) is { } objection)
        {
            return objection;
        }

        var (made, moved) = await Write(body, tree, input, other, pinyin, db, actor, clock, ct);
        return await OrganisationWriting.Save(tree, trees, db, () => db.Record(actor, OrganisationsModule.Change, "organisation:" + id,
            new { done = input.Kind.ToString(), on = input.On, document = made.Document, other = other?.Name, moved }, body.Place), ct) is { } raced
            ? raced : new Recorded(made.Id, moved);
    }

    private static Problem? Objection(OrganisationTree tree, Body body, RecordOrganisationChange input, Body? other) => input.Kind switch
    {
        OrganisationEventKind.Renamed => OrganisationChange.Rename(body, input.Name!.Trim(), input.On!.Value),
        OrganisationEventKind.Moved => OrganisationChange.Move(tree, body, other?.Id, input.On!.Value),
        OrganisationEventKind.Merged => OrganisationChange.Merge(tree, body, other!.Id, input.On!.Value),
        _ => OrganisationChange.Close(tree, body, input.On!.Value),
    };

    private static async Task<(OrganisationEvent Made, int Moved)> Write(
        Organisation body, OrganisationTree tree, RecordOrganisationChange input, Body? other, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var made = new OrganisationEvent
        {
            Id = Id<OrganisationEvent>.New(clock), Organisation = body.Id, Kind = input.Kind!.Value, On = input.On!.Value, Document = input.Document!.Trim(), Note = input.Note,
            FromName = input.Kind == OrganisationEventKind.Renamed ? body.Name : null, ToName = input.Kind == OrganisationEventKind.Renamed ? input.Name!.Trim() : null,
            FromSuperior = input.Kind == OrganisationEventKind.Moved ? body.Superior : null, ToSuperior = other?.Id, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
        };
        db.OrganisationEvents.Add(made);
        switch (input.Kind)
        {
            case OrganisationEventKind.Renamed:
                (body.Name, (body.Pinyin, body.Initials)) = (made.ToName!, pinyin.Say(made.ToName!));
                return (made, 0);
            case OrganisationEventKind.Moved:
                body.Superior = other?.Id;
                return (made, 0);
            case OrganisationEventKind.Merged:
                (body.Closed, body.Successor) = (made.On, other!.Id);
                return (made, await Inherit(tree, made, other.Id, db, clock, ct));
            default:
                body.Closed = made.On;
                return (made, 0);
        }
    }

    private static async Task<int> Inherit(OrganisationTree tree, OrganisationEvent made, Id<Organisation> successor, Db db, TimeProvider clock, CancellationToken ct)
    {
        var moved = OrganisationChange.Inherited(tree, made.Organisation, successor);
        foreach (var some in moved.Chunk(500))
        {
            var ids = some.Select(m => m.Body).ToArray();
            var rows = await db.Organisations.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
            foreach (var (child, superior) in some)
            {
                db.OrganisationEvents.Add(new()
                {
                    Id = Id<OrganisationEvent>.New(clock), Organisation = child, Kind = OrganisationEventKind.Moved, On = made.On, Document = made.Document,
                    FromSuperior = rows[child].Superior, ToSuperior = superior, Cause = made.Id, RecordedBy = made.RecordedBy, RecordedAt = made.RecordedAt,
                });
                rows[child].Superior = superior;
            }
        }
        return moved.Count;
    }
}
