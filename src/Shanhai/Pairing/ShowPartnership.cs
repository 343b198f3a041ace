using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Shows a partnership with why it was made, what it brought so far and what both sides say of it. Those who work in the village's area may, and whoever helps for the helper; a helper whom a decision keeps away from the
/// village is named to those who plan alone.
/// </summary>
/// <param name="Now">Who took over, where a side is no more; null: nobody.</param>
/// <param name="Reasons">Null: it was published before reasons were kept.</param>
/// <param name="Left">What is left of the sum agreed on, in fen.</param>
public sealed record ShowPartnership(
    FindPartnerships.Row Of, string? EndedWhy, bool? Worked, string? Trouble, string? Now, ShowPartnership.Reason? Reasons, IReadOnlyList<ShowPartnership.Entry> Entries, bool HasMore, IReadOnlyList<ShowPartnership.Sum> Sums,
    IReadOnlyList<ShowPartnership.Said> Reviews, DateOnly? SignedOn, long? Pledged, long? Left, Id<Partnership>? Renews, Id<Partnership>? RenewedBy, bool MayRecord, bool MayReviewVillage, bool MayReviewHelper, bool MayEnd)
{
    private const int MostEntries = 500;

    public sealed record Entry(Id<Contribution> Id, ContributionKind What, long Amount, DateOnly On, string? Words, string? Reference, string By, string? TakenBackWhy)
    {
        /// <summary>The entry of a book it names, beside it.</summary>
        public Reconciliation.Compared? Ledger { get; init; }

        /// <summary>Entries that may be the one, where it names none.</summary>
        public IReadOnlyList<Reconciliation.Offered> MayBe { get; init; } = [];
    }

    public sealed record Sum(ContributionKind What, long Amount);

    public sealed record Said(int Year, bool OfHelper, bool Worked, string Words, string By, DateTimeOffset At);

    public sealed record Reason(int Points, CampaignSettings Settings, PairWhy Why, PairNames Names);

    public static async Task<Result<ShowPartnership>> Handle(Id<Partnership> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, today) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        if (await PairingAccess.Partnerships(db, actor, PairingModule.View, tree).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var campaign = await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == pair.Campaign, ct);
        var entries = await db.Contributions.AsNoTracking().Where(c => c.Partnership == id).OrderByDescending(c => c.On).ThenByDescending(c => c.Id).Take(MostEntries + 1)
            .Select(c => new Entry(c.Id, c.What, c.Amount, c.On, c.Words, c.Reference, c.RecordedBy, c.TakenBackWhy)).ToListAsync(ct);
        var sums = await db.Contributions.AsNoTracking().Where(c => c.Partnership == id && c.TakenBackWhy == null).GroupBy(c => c.What).Select(g => new { What = g.Key, Amount = g.Sum(c => c.Amount) }).ToListAsync(ct);
        var reviews = await db.PairReviews.AsNoTracking().Where(r => r.Partnership == id && r.SupersededAt == null).OrderByDescending(r => r.Year).ThenBy(r => r.OfHelper)
            .Select(r => new Said(r.Year, r.OfHelper, r.Worked, r.Words, r.SaidBy, r.SaidAt)).ToListAsync(ct);
        var settings = pair.Scenario is { } scenario ? await db.Scenarios.AsNoTracking().Where(s => s.Id == scenario).Select(s => s.Settings).FirstOrDefaultAsync(ct) : null;
        var reason = pair.Why is { } why && settings is not null ? ReasonOf(pair, JsonSerializer.Deserialize<PairWhy>(why, CampaignSettings.Json)!, CampaignSettings.Read(settings), actor.Area(PairingModule.Plan).Contains(campaign.Place), tree, register) : null;
        var trouble = pair.StageOn(today) is Stage.Runs or Stage.NotBegun ? Pairing.Trouble.Of(pair.Organisation, pair.Village, tree, register) : null;
        var (village, helper) = ReviewPartnership.Sides(pair, actor, tree);
        var may = actor.May(PairingModule.Resources) && (village || helper);
        var ledger = await Reconciliation.Each(db.Contributions.AsNoTracking().Where(c => c.Partnership == id), db, ct);
        var offers = await Reconciliation.Offers(may ? [.. entries.Where(e => e is { What: ContributionKind.Money, TakenBackWhy: null } && !ledger.ContainsKey(e.Id)).Select(e => (e.Id, e.Amount, e.On))] : [], pair.Village, db, actor, ct);
        entries = [.. entries.Select(e => e with { Ledger = ledger.GetValueOrDefault(e.Id), MayBe = [.. offers[e.Id]] })];
        var renewed = await db.Partnerships.AsNoTracking().Where(p => p.Renews == id).Select(p => (Id<Partnership>?)p.Id).FirstOrDefaultAsync(ct);
        return new ShowPartnership(FindPartnerships.Told(pair, campaign.Name, CampaignSettings.KindsIn(campaign.Json), tree, register, today), pair.EndedWhy, pair.Worked, trouble?.Key, trouble?.Said(tree, register), reason,
            [.. entries.Take(MostEntries)], entries.Count > MostEntries, [.. sums.OrderBy(s => s.What).Select(s => new Sum(s.What, s.Amount))], reviews, pair.SignedOn, pair.Pledged,
            pair.Pledged - sums.Where(s => s.What <= ContributionKind.Goods).Sum(s => s.Amount), pair.Renews, renewed, may, may && village, may && helper, actor.Area(PairingModule.End).Contains(pair.Village));
    }

    private static Reason ReasonOf(Partnership pair, PairWhy why, CampaignSettings settings, bool plans, OrganisationTree tree, Register register)
    {
        var told = why.For(plans);
        return new(pair.Points, settings, told, PairNames.Of(told, tree, register));
    }
}

/// <summary>The names of everybody a reason speaks of.</summary>
public sealed record PairNames(string? Instead, string? Wished, string? VillageAt, string? HelperAt, IReadOnlyList<PairNames.Other> Helpers, IReadOnlyList<PairNames.Other> Villages)
{
    public sealed record Other(string Name, int Points);

    internal static PairNames Of(PairWhy why, OrganisationTree tree, Register register)
    {
        string? Body(Guid? organisation) => organisation is { } o ? tree.Find(new(o))?.Name : null;
        string? Place(PlaceCode? place) => place is { } p ? register.NameOf(p) : null;
        return new(Body(why.Instead), Body(why.Wished), Place(why.VillageAt), Place(why.HelperAt), [.. why.Helpers.Select(h => new Other(Body(h.Organisation) ?? "", h.Points))],
            [.. why.Villages.Select(v => new Other(register.NameOf(v.Village), v.Points))]);
    }
}
