using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>Lists offers of investment in the reader's area, the newest first. Those who follow offers may, and leaders.</summary>
public sealed record FindOffers
{
    public OfferState? State { get; init; }
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<InvestmentOffer> Id, string Code, InvestorKind Who, PlaceCode Place, string PlaceName, ResourceKind What, string? Sector, long? Amount, string Words, DateTimeOffset ReceivedAt, OfferState State, PlaceCode? Village, string? VillageName, long Invested);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindOffers input, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Offers) is { } no)
        {
            return no;
        }
        var (register, size) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var query = db.InvestmentOffers.AsNoTracking().Within(actor.Area(PairingModule.Offers), o => o.Place);
        if (input.State is { } state)
        {
            query = query.Where(o => o.State == state);
        }
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), o => o.Place);
        }
        var total = await query.LongCountAsync(ct);
        if (Id<InvestmentOffer>.TryParse(input.After, null, out var after))
        {
            query = query.Where(o => o.Id < after);
        }
        var found = await query.OrderByDescending(o => o.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(o => Told(o, register))], found.Count > size ? found[size - 1].Id.ToString() : null, total);
    }

    internal static Row Told(InvestmentOffer o, Register register) => new(o.Id, o.Code, o.Who, o.Place, register.NameOf(o.Place), o.What, o.Sector, o.Amount, o.Words, o.ReceivedAt, o.State, o.Village,
        o.Village is { } v ? register.NameOf(v) : null, o.Invested);
}

/// <summary>Shows an offer with the villages whose needs it covers best, and what has become of it. Those who follow offers of its place may, and leaders.</summary>
public sealed record ShowOffer(FindOffers.Row Of, int Version, IReadOnlyList<ShowOffer.Match> Matches, int Asking, IReadOnlyList<ShowOffer.Step> Steps, bool MayFollow)
{
    private const int MostMatches = 20;

    /// <param name="Covered">Share of the village's needs that the offer covers, 0 to 1; every need counts alike.</param>
    public sealed record Match(PlaceCode Village, string Name, string Path, double Covered, int Needs, string? Words);

    public sealed record Step(OfferState To, string? Village, long? Invested, DateOnly On, string Words, string By, DateTimeOffset At);

    public static async Task<Result<ShowOffer>> Handle(Id<InvestmentOffer> id, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Offers) is { } no)
        {
            return no;
        }
        if (await db.InvestmentOffers.AsNoTracking().Within(actor.Area(PairingModule.Offers), o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } offer)
        {
            return Problem.Missing("investors.no-offer");
        }
        var register = await places.Read(db, ct);
        var needs = (await db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation == null).Within(new([offer.Place]), r => r.Place).ToListAsync(ct)).GroupBy(r => register.Standing(r.Place) ?? r.Place).ToList();
        var matches = needs.Select(g => (Village: g.Key, Needs: g.ToList(), Covered: Fit.Coverage([.. g.OrderByDescending(r => r.Amount).Select(Thing)], [offer.Thing]))).Where(m => m.Covered > 0)
            .OrderByDescending(m => m.Covered).ThenBy(m => m.Village).Take(MostMatches);
        var steps = await db.OfferSteps.AsNoTracking().Where(s => s.Offer == id).OrderBy(s => s.Id).ToListAsync(ct);
        return new ShowOffer(FindOffers.Told(offer, register), offer.Version,
            [.. matches.Select(m => new Match(m.Village, register.NameOf(m.Village), register.Find(m.Village) is >= 0 and var i ? register.Path(i) : "", m.Covered, m.Needs.Count, m.Needs.Find(n => n.What == offer.What && n.Words is not null)?.Words))],
            needs.Count, [.. steps.Select(s => new Step(s.To, s.Village is { } v ? register.NameOf(v) : null, s.Invested, s.On, s.Words, s.By, s.At))], actor.Area(PairingModule.Follow).Contains(offer.Place));
    }

    private static Fit.Thing Thing(Resource r) => new(r.What, r.Sector, r.Amount, r.FromDay, r.ToDay);
}
