using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Figures;

/// <summary>
/// The yearly report of a petition office (Regulations on Petition Work, art. 41): what people brought up, by field and by the bodies it went to most; transfers, assignments and supervision; proposals
/// made and adopted. Of what the reader may see of the area; accusations are in the report of the bodies that hold them alone.
/// </summary>
public sealed record AnnualReport(
    PlaceCode Under, string UnderName, int Year, bool Whole, Statistics Kinds, Statistics Fields, Statistics Units, Statistics Channels, AnnualReport.Supervision Acts,
    IReadOnlyList<AnnualReport.Proposed> Proposals, int? ReceivedBefore)
{
    private const int MostUnits = 10;

    public sealed record Supervision(int Transfers, int Assignments, int Urges, int Overdue, int Reviews, int Rechecks);

    public sealed record Proposed(Id<Proposal> Id, ProposalKind Kind, string To, DateOnly MadeOn, string Text, bool? Adopted, DateOnly? AnsweredOn, string? Answer);

    public static async Task<Result<AnnualReport>> Handle(PlaceCode? under, int? year, [AsParameters] FindStatistics.With with, Actor actor, CancellationToken ct)
    {
        var today = ChinaDay.Today(with.Clock);
        var of = year ?? (today.Month < 4 ? today.Year - 1 : today.Year);
        if (of < 2000 || of > today.Year)
        {
            return new Errors().Add("year", "voices.annual.no-such-year", of, today.Year).Refusal!;
        }
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var asked = new FindStatistics { Under = under, From = new(of, 1, 1), To = of == today.Year ? today : new(of, 12, 31) };
        var parts = new List<Statistics>();
        foreach (var by in new[] { StatisticsBy.Kind, StatisticsBy.Category, StatisticsBy.Unit, StatisticsBy.Channel })
        {
            var found = await FindStatistics.Handle(asked with { By = by, Under = parts.Count > 0 ? parts[0].Under : under }, with, actor, ct);
            if (found.Problem is { } problem)
            {
                return problem;
            }
            parts.Add(found.Value);
        }
        var tree = await with.Trees.Read(with.Db, ct);
        var (db, sight, place) = (with.Db, Sight.Of(actor, tree, VoicesModule.View), parts[0].Under);
        var before = await sight.Voices(db).CountAsync(Received(place, of - 1), ct);
        return new AnnualReport(place, parts[0].UnderName, of, of < today.Year, parts[0], parts[1], parts[2] with { Rows = [.. parts[2].Rows.Where(r => r.Received > 0).Take(MostUnits)] }, parts[3],
            await Supervised(sight, place, of, today, db, ct), await ProposedIn(sight, place, of, tree, db, ct), before == 0 ? null : before);
    }

    private static System.Linq.Expressions.Expression<Func<Voice, bool>> Received(PlaceCode under, int year)
    {
        var (first, last) = (ChinaDay.StartOf(new(year, 1, 1)).ToUniversalTime(), ChinaDay.EndOf(new(year, 12, 31)).ToUniversalTime());
        return v => v.State != VoiceState.Linked && v.Place >= under.First && v.Place <= under.Last && v.ReceivedAt >= first && v.ReceivedAt < last;
    }

    private static async Task<Supervision> Supervised(Sight sight, PlaceCode under, int year, DateOnly today, Db db, CancellationToken ct)
    {
        var (first, last) = (ChinaDay.StartOf(new(year, 1, 1)).ToUniversalTime(), ChinaDay.EndOf(new(year, 12, 31)).ToUniversalTime());
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var voices = sight.Voices(db).Where(v => v.Place >= under.First && v.Place <= under.Last).Select(v => v.Id);
        Act[] acts = [Act.Transfer, Act.Assign, Act.Urge, Act.RequestReview, Act.RequestRecheck];
        var steps = await db.VoiceSteps.AsNoTracking().Where(s => acts.Contains(s.Act) && s.At >= first && s.At < last && voices.Contains(s.Voice))
            .GroupBy(s => s.Act).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var subjects = sight.Voices(db).Where(v => v.Place >= under.First && v.Place <= under.Last).Select(v => (Guid)(object)v.Id);
        var late = await db.Clocks.AsNoTracking().CountAsync(c => c.SubjectKind == VoicesModule.Subject && !c.Right && !c.Waits && c.PausedOn == null && c.DueOn >= from && c.DueOn <= to && c.DueOn < today
            && (c.StoppedOn == null || c.StoppedOn > c.DueOn) && subjects.Contains(c.Subject), ct);
        return new(steps.GetValueOrDefault(Act.Transfer), steps.GetValueOrDefault(Act.Assign), steps.GetValueOrDefault(Act.Urge), late, steps.GetValueOrDefault(Act.RequestReview), steps.GetValueOrDefault(Act.RequestRecheck));
    }

    private static async Task<IReadOnlyList<Proposed>> ProposedIn(Sight sight, PlaceCode under, int year, OrganisationTree tree, Db db, CancellationToken ct)
    {
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var found = await db.VoiceProposals.AsNoTracking().Within(sight.Area, p => p.Place).Where(p => p.Place >= under.First && p.Place <= under.Last && p.MadeOn >= from && p.MadeOn <= to)
            .OrderBy(p => p.MadeOn).ThenBy(p => p.Id).Take(500).ToListAsync(ct);
        return [.. found.Select(p => new Proposed(p.Id, p.Kind, tree.Find(p.To)?.Name ?? p.To.ToString(), p.MadeOn, p.Text, p.Adopted, p.AnsweredOn, p.Answer))];
    }
}
