using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>The main job on one page: pick a rule and a year, run it, read who is weak and why. Everything asked stands in the address.</summary>
public partial class WeakPage
{
    public sealed record Shown(
        FindFindings Filter, IReadOnlyList<FindRules.Row> Rules, IReadOnlyList<int> Years, FindRules.Row? Rule, CountFindings? Counts, Page<FindFindings.Row>? Found,
        ShowFinding.Made? Run, PlaceCode? RunAt, MapSpec? Map, IReadOnlyList<Column<FindFindings.Row>> Columns, bool MayLoad, Problem? Problem);

    public sealed record Form
    {
        public string? Rule { get; init; }
        public string? Period { get; init; }
        public string? Place { get; init; }
    }

    public static async Task<IResult> Show(View view, [AsParameters] FindFindings filter, Db db, Catalogue catalogue, CurrentRegister current, CurrentFindings findings, CancellationToken ct)
    {
        if (view.Actor.Refuses(IdentificationModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        if (filter.Rule is null || filter.Period is null)
        {
            var (rule, period) = await Start(filter, view, db, ct);
            return rule is null ? await Page(view, filter with { Period = period }, db, catalogue, current, findings, null, ct)
                : Html.Go($"/weak?rule={Uri.EscapeDataString(rule)}&period={period}&outcome=Holds");
        }
        return await Page(view, filter, db, catalogue, current, findings, null, ct);
    }

    public static async Task<IResult> Run(View view, [FromForm] Form? form, Db db, Judge judge, CurrentRegister current, CurrentFindings findings, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        Period? period = Period.TryParse(form.Period, out var year) ? year : null;
        PlaceCode? place = PlaceCode.TryParse(form.Place, out var code) ? code : null;
        var done = await RunRule.Handle(new(form.Rule, period, place), db, view.Actor, judge, clock, ct);
        return done.Problem is { } problem
            ? problem.Status is 401 or 403 ? Html.Refused(view, problem) : await Page(view, new() { Rule = form.Rule, Period = period }, db, judge.Catalogue, current, findings, problem, ct)
            : Html.Go($"/weak?rule={Uri.EscapeDataString(done.Value.Rule)}&period={done.Value.Period}&outcome=Holds");
    }

    public static async Task<IResult> Load(View view, [FromForm] Form form, Db db, Catalogue catalogue, TimeProvider clock, CancellationToken ct) =>
        (await LoadPresets.Handle(db, view.Actor, catalogue, clock, ct)).Problem is { } problem ? Html.Refused(view, problem) : Html.Go("/rules");

    private static async Task<IResult> Page(
        View view, FindFindings filter, Db db, Catalogue catalogue, CurrentRegister current, CurrentFindings findings, Problem? problem, CancellationToken ct)
    {
        var actor = view.Actor;
        var roots = actor.Scope(IdentificationModule.View).Roots;
        var book = await Rulebook.Read(db, ct);
        var rules = book.Versions.Where(v => v.State != RuleState.Draft && roots.Any(r => r.Contains(v.Jurisdiction) || v.Jurisdiction.Contains(r)))
            .GroupBy(v => v.Code).Select(g => FindRules.Of(g.LastOrDefault(v => filter.Period is { } p && v.Judges(p)) ?? g.Last())).ToList();
        var version = filter.Period is { } period ? book.Judging(filter.Rule, period) : null;
        var last = view.Now.Year;
        var years = Enumerable.Range(last - 15, 16).Reverse().ToList();
        if (filter.Rule is null || filter.Period is null)
        {
            return Html.Show<WeakPage, Shown>(view, view.Say("weak.title"), new(filter, rules, years, null, null, null, null, null, null, [], actor.May(IdentificationModule.Publish), problem), problem?.Status ?? 200);
        }
        var everything = new FindFindings { Rule = filter.Rule, Period = filter.Period, Under = filter.Under };
        var (list, register) = (await findings.Read(filter.Rule, filter.Period, db, ct), await current.Read(db, ct));
        var counts = CountFindings.In(list, everything, register, actor);
        var found = await filter.In(list, register, db, actor, ct);
        var run = MadeBy(list, everything, register, actor);
        var runAt = version is null ? null : RunPlace(actor, version.Jurisdiction, filter.Under);
        return Html.Show<WeakPage, Shown>(view, view.Say("weak.title"), new(filter, rules, years, version is null ? null : FindRules.Of(version), counts, found, run, runAt,
            FindingMap.Frame(view, filter, counts, register), FindingColumns.Of(view), actor.May(IdentificationModule.Publish), problem), problem?.Status ?? 200,
            await Simulated.At(found.Rows.Count > 0 ? found.Rows[0].Place : null, filter.Period.Value, catalogue, db, ct));
    }

    // Last looked at: the newest findings the reader may see; else the newest rule that judges last year.
    private static async Task<(string? Rule, Period Period)> Start(FindFindings filter, View view, Db db, CancellationToken ct)
    {
        var seen = db.Findings.AsNoTracking().Where(f => f.SupersededAt == null).Within(view.Actor.Scope(IdentificationModule.View), f => f.Place);
        if (filter.Rule is not null)
        {
            seen = seen.Where(f => f.Rule == filter.Rule);
        }
        if (filter.Period is not null)
        {
            seen = seen.Where(f => f.Period == filter.Period);
        }
        if (await seen.OrderByDescending(f => f.Period).ThenBy(f => f.Rule).Select(f => new { f.Rule, f.Period }).FirstOrDefaultAsync(ct) is { } newest)
        {
            return (newest.Rule, newest.Period);
        }
        var period = filter.Period ?? Period.Year(view.Now.Year - 1);
        var book = await Rulebook.Read(db, ct);
        var rule = view.Actor.Scope(IdentificationModule.View).Roots.SelectMany(r => book.For(r, period)).FirstOrDefault(v => filter.Rule is null || v.Code == filter.Rule);
        return (filter.Rule ?? rule?.Code, period);
    }

    // The newest run of which a finding in reach is in force.
    private static ShowFinding.Made? MadeBy(FindingList list, FindFindings asked, Register register, Actor actor)
    {
        var seen = asked.Among(list, register, actor);
        return seen.Cut is { } cut ? list.Counted(cut, "run", register, () => MadeBy(list, seen)) : MadeBy(list, seen);
    }

    private static ShowFinding.Made? MadeBy(FindingList list, FindFindings.Seen seen)
    {
        var newest = -1;
        for (var i = 0; i < list.Count; i++)
        {
            var run = list[i].Run;
            if (run != newest && (newest < 0 || list.Runs[run].At > list.Runs[newest].At) && seen.Has(i))
            {
                newest = run;
            }
        }
        return newest < 0 ? null : list.Runs[newest];
    }

    /// <summary>Where the reader would run it: the part of the rule's jurisdiction in which she is an officer; null where nowhere.</summary>
    internal static PlaceCode? RunPlace(Actor actor, PlaceCode jurisdiction, PlaceCode? under)
    {
        var scope = actor.Scope(IdentificationModule.Run).And(under is { } u && jurisdiction.Contains(u) ? u : jurisdiction);
        return scope.Roots.Count == 0 ? null : scope.Roots[0];
    }
}
