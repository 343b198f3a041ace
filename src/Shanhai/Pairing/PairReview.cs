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
        var standing = db.PairReviews.Where(r => r.Partnership == id && r.Year == review.Year && r.OfHelper == review.OfHelper && r.SupersededAt == null);
        var seen = await standing.Select(r => r.Id).ToListAsync(ct);
        await using var writing = await db.BeginWriting(ct);
        // Two of one side at once: the second waits for the first, whose word she has not read.
        await RecordContribution.WaitFor(id, db, ct);
        var before = await standing.ToListAsync(ct);
        if (before.Exists(b => !seen.Contains(b.Id)))
        {
            return Problem.Clash("pairing.reviewed-meanwhile");
        }
        before.ForEach(b => b.SupersededAt = review.SaidAt);
        db.PairReviews.Add(review);
        db.Record(actor, PairingModule.Resources, "partnership:" + id, new { review = review.Year, review.OfHelper, review.Worked }, pair.Village);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Reviewed(review.Id, review.OfHelper);
    }

    /// <summary>For which sides somebody may speak.</summary>
    internal static (bool Village, bool Helper) Sides(Partnership pair, Actor actor, OrganisationTree tree) =>
        (actor.Area(PairingModule.Resources).Contains(pair.Village), actor.ActsAs(pair.Organisation, PairingModule.Resources, pair.Village, tree));
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
