using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Places.Lists;

namespace Shanhai.Demonstration;

/// <summary>
/// The main job on the simulated figures: the invented province adopts the lines of Zhejiang one after the other as versions of its own rule, every
/// year is run, exits are confirmed a year later by an invented leader, and some villages have a plan. The townships with most weak villages are
/// then listed as relatively weak, and the rule for the villages of such townships judges them.
/// </summary>
public static class IdentifyWeak
{
    public const string Rule = "WEAK.SF";
    private const string TownshipRule = "WEAK.SF.TOWNSHIP", TownshipPreset = "WEAK.ZJ.2025.TOWNSHIP", TownshipList = "relatively-weak-township";
    private const int Plans = 12, WeakTownships = 6;

    private static readonly (string Preset, int From)[] Lines = [("WEAK.ZJ.2017", Simulation.FirstYear), ("WEAK.ZJ.2021", 2021), ("WEAK.ZJ.2022", 2022)];

    public static async Task<Result<int>> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (catalogue, clock, judge) = (services.GetRequiredService<Catalogue>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<Judge>());
        if ((await LoadPresets.Handle(db, actor, catalogue, clock, ct)).Problem is { } unread)
        {
            return unread;
        }
        foreach (var (preset, from) in Lines)
        {
            if ((await AdoptRule.Handle(new(preset, InventedProvince.Code, Rule, Period.Year(from)), db, actor, catalogue, clock, ct)).Problem is { } refused)
            {
                return refused;
            }
        }
        var named = 0;
        for (var year = Simulation.FirstYear; year <= Simulation.LastYear; year++)
        {
            var done = await RunRule.Handle(new(Rule, Period.Year(year)), db, actor, judge, clock, ct);
            if (done.Problem is { } problem)
            {
                return problem;
            }
            named = done.Value.Holds;
            if (year < Simulation.LastYear && await Confirm(year, db, actor, ct) is { } unconfirmed)
            {
                return unconfirmed;
            }
            db.ChangeTracker.Clear();
        }
        return (await Plan(services, db, actor, ct) ?? await JudgeTownships(services, db, actor, ct)) is { } broken ? broken : named;
    }

    private static async Task<Problem?> JudgeTownships(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (current, clock) = (services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<TimeProvider>());
        var last = Period.Year(Simulation.LastYear);
        var weak = await db.Findings.AsNoTracking().Where(f => f.Rule == Rule && f.Period == last && f.SupersededAt == null && f.Outcome == Outcome.Holds).Select(f => f.Place).ToListAsync(ct);
        var townships = weak.GroupBy(v => v.Parent).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(WeakTownships).Select(g => g.Key.ToString());
        var list = new SaveList(InventedProvince.Code, TownshipList, "相对薄弱乡镇（模拟）", "Relatively weak townships (simulated)", Level.Township);
        if ((await SaveList.Handle(list, current, db, actor, clock, ct)).Problem is { } unopened)
        {
            return unopened;
        }
        var entries = new ListPlaces(string.Join('\n', townships), new(Simulation.LastYear, 8, 1), Simulation.Document);
        if ((await ListPlaces.Handle(InventedProvince.Code, TownshipList, entries, current, services.GetRequiredService<Pinyin>(), db, actor, clock, ct)).Problem is { } unlisted)
        {
            return unlisted;
        }
        var adopted = await AdoptRule.Handle(new(TownshipPreset, InventedProvince.Code, TownshipRule, last), db, actor, services.GetRequiredService<Catalogue>(), clock, ct);
        return adopted.Problem ?? (await RunRule.Handle(new(TownshipRule, last), db, actor, services.GetRequiredService<Judge>(), clock, ct)).Problem;
    }

    private static async Task<Problem?> Confirm(int year, Db db, Actor actor, CancellationToken ct)
    {
        var proposed = await db.Findings.AsNoTracking()
            .Where(f => f.Rule == Rule && f.Period == Period.Year(year) && f.SupersededAt == null && f.Stand == Stand.ExitProposed).Select(f => f.Id).ToListAsync(ct);
        foreach (var id in proposed)
        {
            var exit = new ConfirmExit("县领导（模拟）", $"模拟文件〔{year + 1}〕1号", new(year + 1, 6, 30));
            if ((await ConfirmExit.Handle(id, exit, db, actor, ct)).Problem is { } problem)
            {
                return problem;
            }
            db.ChangeTracker.Clear();
        }
        return null;
    }

    private static async Task<Problem?> Plan(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (measures, trees, clock) = (services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<TimeProvider>());
        var (last, tree, register) = (Period.Year(Simulation.LastYear), await trees.Read(db, ct), await services.GetRequiredService<CurrentRegister>().Read(db, ct));
        var weak = await db.Findings.AsNoTracking().Where(f => f.Rule == Rule && f.Period == last && f.SupersededAt == null && f.Outcome == Outcome.Holds)
            .OrderBy(f => f.Place).Select(f => f.Place).Take(Plans).ToListAsync(ct);
        foreach (var (place, i) in weak.Select((p, i) => (p, i)))
        {
            var content = new PlanContent(
                [measures.Causes[i % measures.Causes.Count].Code],
                [
                    new(measures.Measures[i % measures.Measures.Count].Code, register.NameOf(place) + "股份经济合作社（模拟）", new(2026, 3, 1), new(2026, 12, 31), MeasureState.UnderWay),
                    new(measures.Measures[(i + 5) % measures.Measures.Count].Code, null, new(2027, 1, 1), null, Organisation: tree.Nearest(OrganisationKind.TownshipGovernment, place)?.Id),
                ],
                [new(last, "CE.OPERATING", 120_000), new(last.Plus(1), "CE.OPERATING", 150_000), new(last.Plus(2), "CE.OPERATING", 180_000)], LeadOrganisation: tree.Nearest(OrganisationKind.Department, place, Duties.Agriculture)?.Id);
            if ((await SavePlan.Handle(place, new(0, content), trees, db, actor, services.GetRequiredService<Catalogue>(), measures, clock, ct)).Problem is { } problem)
            {
                return problem;
            }
        }
        return null;
    }
}
