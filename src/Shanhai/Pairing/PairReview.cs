using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>
/// What one side says of a partnership for a year: whether it worked, and in words. Each side says it for itself; said again for the same year, the earlier one is superseded and stays on file. Only those who may see the
/// partnership read it. A partnership of which both sides said the same, the last time they were asked, counts for later pairs of the helper unless it was decided otherwise at its end.
/// </summary>
public sealed class PairReview
{
    public const int LongestWords = 500;

    public required Id<PairReview> Id { get; init; }
    public required Id<Partnership> Partnership { get; init; }
    public required PlaceCode Village { get; init; }
    public required short Year { get; init; }

    /// <summary>The helper's word; else the village's.</summary>
    public required bool OfHelper { get; init; }
    public required bool Worked { get; init; }
    public required string Words { get; init; }
    public required string SaidBy { get; init; }
    public required DateTimeOffset SaidAt { get; init; }
    public DateTimeOffset? SupersededAt { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PairReview>
    {
        public void Configure(EntityTypeBuilder<PairReview> review)
        {
            review.ToTable("pair_reviews");
            review.HasKey(r => r.Id);
            review.Property(r => r.Words).HasMaxLength(LongestWords);
            review.Property(r => r.SaidBy).HasMaxLength(100);
            review.HasOne<Partnership>().WithMany().HasForeignKey(r => r.Partnership);
            review.HasIndex(r => new { r.Partnership, r.Year, r.OfHelper });
            review.HasIndex(r => r.Village);
        }
    }
}

/// <summary>Says how a year of a partnership went. Officers and clerks of the village's area say it for the village, those who act for the helper for the helper.</summary>
/// <param name="OfHelper">For which side, where somebody may for both; null: the one she may.</param>
public sealed record ReviewPartnership(int? Year, bool? Worked, string? Words, bool? OfHelper = null)
{
    public sealed record Reviewed(Id<PairReview> Id, bool OfHelper);

    public static async Task<Result<Reviewed>> Handle(Id<Partnership> id, ReviewPartnership input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Resources) is { } no)
        {
            return no;
        }
        if (await RecordContribution.Of(id, trees, db, actor, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var tree = await trees.Read(db, ct);
        var (mayVillage, mayHelper) = Sides(pair, actor, tree);
        var (errors, today) = (new Errors().Require(input.Words, "said").Limit(input.Words, PairReview.LongestWords, "said"), ChinaDay.Today(clock));
        var last = pair.LastDay < today ? pair.LastDay : today;
        if (input.Year is not { } year || year < pair.FromDay.Year || year > last.Year)
        {
            errors.Add("year", "pairing.review-year", pair.FromDay.Year, Math.Max(pair.FromDay.Year, last.Year));
        }
        if (input.Worked is null)
        {
            errors.Add("yearWorked", "field.required");
        }
        if (pair.StageOn(today) is Stage.NotBegun or Stage.Cancelled)
        {
            errors.Add("year", "pairing.not-begun", $"{pair.FromDay:yyyy-MM-dd}");
        }
        if (input.OfHelper is { } side && !(side ? mayHelper : mayVillage))
        {
            errors.Add("ofHelper", "pairing.not-your-side");
        }
        else if (input.OfHelper is null && mayVillage && mayHelper)
        {
            errors.Add("ofHelper", "field.required");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var review = new PairReview
        {
            Id = Id<PairReview>.New(clock), Partnership = id, Village = pair.Village, Year = (short)input.Year!.Value, OfHelper = input.OfHelper ?? mayHelper, Worked = input.Worked!.Value, Words = input.Words!.Trim(), SaidBy = actor.Name,
            SaidAt = clock.GetUtcNow(),
        };
        foreach (var before in await db.PairReviews.Where(r => r.Partnership == id && r.Year == review.Year && r.OfHelper == review.OfHelper && r.SupersededAt == null).ToListAsync(ct))
        {
            before.SupersededAt = review.SaidAt;
        }
        db.PairReviews.Add(review);
        db.Record(actor, PairingModule.Resources, "partnership:" + id, new { review = review.Year, review.OfHelper, review.Worked }, pair.Village);
        await db.SaveChangesAsync(ct);
        return new Reviewed(review.Id, review.OfHelper);
    }

    /// <summary>For which sides somebody may speak.</summary>
    internal static (bool Village, bool Helper) Sides(Partnership pair, Actor actor, OrganisationTree tree) =>
        (actor.Area(PairingModule.Resources).Contains(pair.Village), actor.ActsAs(pair.Organisation, PairingModule.Resources, pair.Village, tree));
}

/// <summary>Records that both sides signed the agreement, and the sum it names; recorded again, the agreement was changed. Officers of the village's area may.</summary>
/// <param name="Pledged">Money and goods in yuan; null: it names no sum.</param>
public sealed record SignAgreement(DateOnly? On, decimal? Pledged = null)
{
    public sealed record Signed(Id<Partnership> Id);

    public static async Task<Result<Signed>> Handle(Id<Partnership> id, SignAgreement input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.End) is { } no)
        {
            return no;
        }
        if (await db.Partnerships.Within(actor.Area(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { EndedOn: null } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var errors = new Errors();
        if (input.On is not { } on || on > ChinaDay.Today(clock))
        {
            errors.Add("signedOn", "pairing.signed-day");
        }
        var fen = input.Pledged * 100;
        if (fen is not (null or (> 0 and < 1_000_000_000_000_000)) || fen is { } sum && sum != decimal.Truncate(sum))
        {
            errors.Add("pledged", "pairing.amount-yuan");
        }
        else if (fen is { } least && await RecordContribution.Given(id, db, ct) is var given && given > least)
        {
            errors.Add("pledged", "pairing.given-already", given / 100m);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        (pair.SignedOn, pair.Pledged) = (input.On, (long?)fen);
        db.Record(actor, PairingModule.End, "partnership:" + id, new { signed = $"{input.On:yyyy-MM-dd}", pledged = fen }, pair.Village);
        await db.SaveChangesAsync(ct);
        return new Signed(id);
    }
}

/// <summary>Lets a partnership go on after its term: a new one from the day after, for the same two, which says which it renews. Once. Officers of the village's area may.</summary>
public sealed record RenewPartnership(DateOnly? To)
{
    public sealed record Renewed(Id<Partnership> Id, DateOnly From, DateOnly To);

    public static async Task<Result<Renewed>> Handle(Id<Partnership> id, RenewPartnership input, CurrentTree trees, Shanhai.Places.CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.End) is { } no)
        {
            return no;
        }
        if (await db.Partnerships.AsNoTracking().Within(actor.Area(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var from = pair.ToDay.AddDays(1);
        if (pair.EndedOn is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        if (Trouble.Of(pair.Organisation, pair.Village, await trees.Read(db, ct), await places.Read(db, ct)) is not null)
        {
            return Problem.Clash("pairing.carry-on-first");
        }
        if (input.To is not { } to || to < from || to < ChinaDay.Today(clock))
        {
            return new Errors().Add("renewTo", "pairing.renew-to", $"{from:yyyy-MM-dd}").Refusal!;
        }
        if (await db.Partnerships.AnyAsync(p => p.Renews == id, ct))
        {
            return Problem.Clash("pairing.renewed-before");
        }
        var next = new Partnership
        {
            Id = Id<Partnership>.New(clock), Campaign = pair.Campaign, Kind = pair.Kind, Organisation = pair.Organisation, Village = pair.Village, Points = pair.Points, Scenario = pair.Scenario, Why = pair.Why, FromDay = from, ToDay = to, Renews = id,
        };
        db.Partnerships.Add(next);
        (await db.Campaigns.FirstAsync(c => c.Id == pair.Campaign, ct)).Decided++;
        db.Record(actor, PairingModule.End, "partnership:" + next.Id, new { renews = id }, pair.Village);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Renewed(next.Id, from, to);
    }
}

/// <summary>How partnerships went: what was said at their end, else what both sides said alike in the last year for which each said something.</summary>
internal static class PastPairs
{
    public sealed record Result(Id<Organisation> Organisation, PlaceCode Village, bool Worked);

    public static async Task<IReadOnlyList<Result>> Read(Db db, CancellationToken ct)
    {
        var ended = await db.Partnerships.AsNoTracking().Where(p => p.Worked != null).Select(p => new { p.Organisation, p.Village, p.Worked }).ToListAsync(ct);
        var said = await db.PairReviews.AsNoTracking().Where(r => r.SupersededAt == null)
            .Join(db.Partnerships.Where(p => p.Worked == null), r => r.Partnership, p => p.Id, (r, p) => new { p.Id, p.Organisation, p.Village, r.Year, r.OfHelper, r.Worked }).ToListAsync(ct);
        var agreed = said.GroupBy(s => s.Id).Select(g => (Helper: g.Where(s => s.OfHelper).MaxBy(s => s.Year), Village: g.Where(s => !s.OfHelper).MaxBy(s => s.Year)))
            .Where(x => x is { Helper: not null, Village: not null } && x.Helper.Worked == x.Village.Worked).Select(x => new Result(x.Helper!.Organisation, x.Helper.Village, x.Helper.Worked));
        return [.. ended.Select(p => new Result(p.Organisation, p.Village, p.Worked == true)), .. agreed];
    }
}
