using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Clocks;

/// <summary>Lists the profiles switched on in the reader's area and the promises of the bodies she acts for. Officers and leaders may.</summary>
public sealed record FindLocalRules
{
    public sealed record Switched(Id<ProfileSwitch> Id, string Profile, PlaceCode Place, DateOnly From, DateOnly? To, string Basis);

    public sealed record Promised(Id<ServicePromise> Id, Guid Body, string BodyName, string Rule, Both RuleName, Both Term, DateOnly From, DateOnly? To);

    public sealed record Led(Guid Body, string Name);

    /// <param name="Bodies">Those the reader leads, for which she may promise.</param>
    public sealed record Found(IReadOnlyList<Switched> Profiles, IReadOnlyList<Promised> Promises, IReadOnlyList<Led> Bodies);

    public static async Task<Result<Found>> Handle(CurrentDeadlines current, KnownBodies bodies, Db db, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ClocksModule.SetProfile) && actor.Refuses(ClocksModule.Promise) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(ClocksModule.SetProfile);
        var switches = await db.ProfileSwitches.AsNoTracking().Within(scope, s => s.Place).OrderBy(s => s.Place).ThenBy(s => s.From)
            .Select(s => new Switched(s.Id, s.Profile, s.Place, s.From, s.To, s.Basis)).ToListAsync(ct);
        var mine = actor.Holdings.Select(h => h.Organisation).OfType<Guid>().Distinct().ToList();
        var promises = await db.ServicePromises.AsNoTracking().Where(p => mine.Contains(p.Body)).OrderBy(p => p.Body).ThenBy(p => p.Rule).ThenBy(p => p.From).ToListAsync(ct);
        var names = await bodies.Names(db, mine, ct);
        var rules = (await current.Read(db, ct)).Rules.All.ToLookup(r => r.Code);
        return new Found(
            switches,
            [.. promises.Select(p => new Promised(p.Id, p.Body, Name(p.Body), p.Rule, rules[p.Rule].FirstOrDefault()?.Name ?? new(p.Rule, p.Rule), TermWords.Of(Term.Parse(p.Term)), p.From, p.To))],
            [.. actor.Holdings.Where(h => h.Role == Role.Leader).Select(h => h.Organisation).OfType<Guid>().Distinct().Select(b => new Led(b, Name(b)))]);

        string Name(Guid body) => names.GetValueOrDefault(body) ?? body.ToString("N");
    }
}
