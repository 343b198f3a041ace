using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// One body: what it is, who stands above and below (on a day), what happened to it, and, for those who may see accounts, who acts for it. Whoever
/// holds a role where it serves may.
/// </summary>
public sealed record ShowOrganisation(
    Id<Organisation> Id, string Name, OrganisationDetails Details, string PlaceName, DateOnly? Opened, DateOnly? Closed, bool Stands, ShowOrganisation.Link? Successor,
    IReadOnlyList<ShowOrganisation.Link> Above, IReadOnlyList<ShowOrganisation.Below> Under, IReadOnlyList<ShowOrganisation.Entry> History, IReadOnlyList<ShowOrganisation.Person>? People,
    bool RegionUnknown, ShowOrganisation.Covered? Coverage)
{
    /// <summary>How the Party's organisation and its work cover a firm or a social organisation on the day, and since when; null where nothing is recorded.</summary>
    public sealed record Covered(OrganisationEventKind? Party, DateOnly? Since, OrganisationEventKind? Work, DateOnly? WorkSince);

    /// <summary>A body by name; its page is there for the reader only where <paramref name="Open"/>.</summary>
    public sealed record Link(Id<Organisation> Id, string Name, bool Open);

    /// <summary><paramref name="Number"/> counts all that stand below this one.</summary>
    public sealed record Below(Id<Organisation> Id, string Name, OrganisationKind Kind, bool Open, int Number);

    public sealed record Entry(
        Id<OrganisationEvent> Id, OrganisationEventKind Kind, DateOnly On, string Document, string? Note, string? From, string? To, bool Caused,
        string RecordedBy, DateTimeOffset RecordedAt, DateTimeOffset? UndoneAt, string? UndoneBy, string? UndoneWhy);

    public sealed record Person(Guid Id, string Name, Role Role, PlaceCode Place, DateOnly? To);

    public static async Task<Result<ShowOrganisation>> Handle(
        Id<Organisation> id, DateOnly? asOf, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.View) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(OrganisationsModule.View);
        if (await db.Organisations.AsNoTracking().Within(scope, o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } body)
        {
            return Problem.Missing("organisation.no-such-body");
        }

        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var now = tree.Find(id) ?? new(id, body.Name, body.ShortName, body.Kind, body.Duties, body.Place, body.Superior, body.Opened, body.Closed, body.Successor);
        var details = new OrganisationDetails
        {
            ShortName = body.ShortName, Kind = body.Kind, Duties = body.Duties, Task = body.Task, Place = body.Place, Seat = body.Seat, CreditCode = body.CreditCode,
            Office = body.Office, Phone = body.Phone, Mail = body.Mail,
        };
        var history = await Happened(id, tree, db, ct);
        return new ShowOrganisation(id, now.NameOn(asOf), details, FindOrganisations.PlaceName(register, body.Place), body.Opened, body.Closed, now.StandsOn(asOf),
            now.Closed is not null && tree.Successor(id) is { } next ? To(next) : null,
            [.. tree.Above(id, asOf).Reverse().Select(To)],
            now.StandsOn(asOf) ? [.. tree.DirectlyBelow(id, asOf).Select(b => new Below(b.Id, b.NameOn(asOf), b.Kind, scope.Contains(b.Place), tree.Below(b.Id, asOf).Count))] : [],
            history, await Acting(id, tree, db, actor, clock, ct),
            body.CreditCode is { } code && CreditCode.Judge(code).Verdict == CreditCode.Verdict.Valid && register.Find(CreditCode.Region(code)) < 0,
            CoverageDefinition.Shipped.Kinds.Contains(body.Kind) ? CoverageOn(asOf ?? ChinaDay.Today(clock), history) : null);

        Link To(Body b) => new(b.Id, b.NameOn(asOf), scope.Contains(b.Place));
    }

    private static Covered CoverageOn(DateOnly day, List<Entry> history)
    {
        var said = history.Where(e => e.UndoneAt is null && e.Kind.IsCoverage && e.On <= day).ToList();
        var (party, work) = (said.Where(e => !e.Kind.IsOfWork).MaxBy(e => e.On), said.Where(e => e.Kind.IsOfWork).MaxBy(e => e.On));
        return new(party?.Kind, party?.On, work?.Kind, work?.On);
    }

    private static async Task<List<Entry>> Happened(Id<Organisation> id, OrganisationTree tree, Db db, CancellationToken ct)
    {
        var events = await db.OrganisationEvents.AsNoTracking().Where(e => e.Organisation == id)
            // Where the first day is not known, the day it was written down is no day of its life.
            .OrderBy(e => e.Kind == OrganisationEventKind.Created).ThenByDescending(e => e.On).ThenByDescending(e => e.RecordedAt).ThenByDescending(e => e.Id).ToListAsync(ct);
        return [.. events.Select(e => new Entry(e.Id, e.Kind, e.On, e.Document, e.Note, e.FromName ?? Name(e.FromSuperior, e.On.AddDays(-1)), e.ToName ?? Name(e.ToSuperior, e.On),
            e.Cause is not null, e.RecordedBy, e.RecordedAt, e.UndoneAt, e.UndoneBy, e.UndoneWhy))];

        string? Name(Id<Organisation>? other, DateOnly on) => other is { } o ? tree.Find(o)?.NameOn(on) : null;
    }

    // Those who hold a grant for a body that was merged into this one act for this one.
    private static async Task<List<Person>?> Acting(Id<Organisation> id, OrganisationTree tree, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(SecurityModule.ViewUsers))
        {
            return null;
        }
        var today = ChinaDay.Today(clock);
        var meant = tree.All.Where(b => b.Id == id || b.Closed is not null && tree.Successor(b.Id)?.Id == id).Select(b => (Guid?)b.Id.Value).ToArray();
        var held = await db.Grants.AsNoTracking().Where(g => meant.Contains(g.Organisation) && g.From <= today && (g.To == null || today < g.To))
            .Within(actor.Scope(SecurityModule.ViewUsers), g => g.Place)
            .Join(db.Users.Where(u => u.ClosedAt == null), g => g.UserId, u => u.Id, (g, u) => new { u.Id, u.DisplayName, g.Role, g.Place, g.To })
            .OrderBy(p => p.DisplayName).ThenBy(p => p.Id).ToListAsync(ct);
        return [.. held.Select(p => new Person(p.Id, p.DisplayName, p.Role, p.Place, p.To))];
    }
}
