using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Failures;

/// <summary>
/// Lists the failures that concern the reader's bodies: her own body's from the day they were found, those of the bodies below it once they stand. Whoever may
/// not see the voice sees no failure of it, except the superior of its body, to whom it is shown without what was said; of an accusation nobody but the discipline bodies
/// above, and none of the accused.
/// </summary>
public sealed record FindFailures
{
    public FailureKind? Kind { get; init; }
    public Id<Organisation>? Body { get; init; }

    /// <summary>own (default), below, all.</summary>
    public string? Whose { get; init; }

    /// <summary>True: only those that stand: neither mended nor excused.</summary>
    public bool? Open { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Failure> Id, Id<Voice>? Voice, string? Receipt, FailureKind Kind, string? Body, bool Own, DateOnly Since, DateOnly GraceUntil, bool ShownToSuperior, DateOnly? MendedOn, string? Answer, string? AnsweredBy,
        DateOnly? AnsweredOn, Judgement? Judged, string? JudgedWords, string? JudgedBy, DateOnly? JudgedOn);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindFailures input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var concern = Concern.Of(actor, tree);
        var size = Math.Clamp(input.Size ?? 50, 1, 200);
        var query = input.Whose switch { "below" => concern.Below(db), "all" => concern.All(db), _ => concern.Own(db) };
        query = input.Kind is { } kind ? query.Where(f => f.Kind == kind) : query;
        if (input.Body is { } body)
        {
            var bodies = tree.WithMerged([body]).ToList();
            query = query.Where(f => f.Body != null && bodies.Contains(f.Body.Value));
        }
        query = input.Open == true ? query.Where(f => f.MendedAt == null && (f.Judged == null || f.Judged == Judgement.Stands)) : query;
        query = Id<Failure>.TryParse(input.After, null, out var last) ? query.Where(f => f.Id < last) : query;
        var rows = await query.OrderByDescending(f => f.Id).Take(size + 1).ToListAsync(ct);
        var ids = rows.Select(f => f.Voice).ToList();
        var seen = await Sight.Of(actor, tree, VoicesModule.View).Voices(db).Where(v => ids.Contains(v.Id)).Select(v => new { v.Id, v.Receipt }).ToDictionaryAsync(v => v.Id, v => v.Receipt, ct);
        return new Page<Row>([.. rows.Take(size).Select(f => RowOf(f, seen.GetValueOrDefault(f.Voice), concern, tree))], rows.Count > size ? rows[size - 1].Id.ToString() : null);
    }

    internal static Row RowOf(Failure f, string? receipt, Concern concern, OrganisationTree tree) => new(
        f.Id, receipt is null ? null : f.Voice, receipt, f.Kind, f.Body is { } body ? (tree.Successor(body) ?? tree.Find(body))?.Name : null, concern.IsOwn(f), f.Since, f.GraceUntil, f.ShownToSuperiorAt is not null,
        Day(f.MendedAt), f.Answer, f.AnsweredBy, Day(f.AnsweredAt), f.Judged, f.JudgedWords, f.JudgedBy, Day(f.JudgedAt));

    private static DateOnly? Day(DateTimeOffset? at) => at is { } moment ? ChinaDay.Of(moment) : null;

    /// <summary>Whose failures a person may see.</summary>
    public sealed record Concern(IReadOnlyList<Id<Organisation>> Bodies, IReadOnlyList<Id<Organisation>> BelowOpen, IReadOnlyList<Id<Organisation>> BelowDiscipline, IReadOnlyList<Id<Organisation>> Kin, Sight Sight)
    {
        public static Concern Of(Actor actor, OrganisationTree tree)
        {
            var sight = Sight.Of(actor, tree, VoicesModule.View);
            var own = sight.Bodies.Select(b => tree.Find(b)).OfType<Body>().Where(b => b.Closed is null).ToList();
            var below = tree.WithMerged(own.SelectMany(b => tree.Below(b.Id)).Select(b => b.Id));
            var discipline = tree.WithMerged(own.Where(b => b.Kind == OrganisationKind.Discipline).SelectMany(b => tree.Below(b.Id)).Where(b => b.Kind == OrganisationKind.Discipline).Select(b => b.Id));
            return new(sight.Bodies, [.. below], [.. discipline], sight.Own, sight);
        }

        public bool IsOwn(Failure failure) => failure.Body is { } body ? Bodies.Contains(body) : Sight.Area.Contains(failure.Place);

        /// <summary>Of her own body; where no body is registered, of the area she works in.</summary>
        public IQueryable<Failure> Own(Db db)
        {
            var bodies = Bodies;
            var visible = Sight.Voices(db);
            return db.VoiceFailures.AsNoTracking().Where(f => visible.Any(v => v.Id == f.Voice) && (f.Body == null || bodies.Contains(f.Body.Value)));
        }

        /// <summary>Of the bodies below, once shown.</summary>
        public IQueryable<Failure> Below(Db db)
        {
            var (open, discipline, kin) = (BelowOpen, BelowDiscipline, Kin);
            return db.VoiceFailures.AsNoTracking().Where(f => f.ShownToSuperiorAt != null && f.Body != null && db.Voices.Any(v => v.Id == f.Voice
                && (v.Kind != VoiceKind.Accusation ? open.Contains(f.Body.Value) : discipline.Contains(f.Body.Value) && !db.VoiceAccused.Any(a => a.Voice == v.Id && kin.Contains(a.Body))))).Within(Sight.Bounds, f => f.Place);
        }

        public IQueryable<Failure> All(Db db)
        {
            var (own, below) = (Own(db).Select(f => f.Id), Below(db).Select(f => f.Id));
            return db.VoiceFailures.AsNoTracking().Where(f => own.Contains(f.Id) || below.Contains(f.Id));
        }
    }
}
