using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Allocation;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// Helpers, what they offer and what weak villages need, and the three-thousand action of the invented prefecture over three years: each year's weak villages are paired by the findings of the year
/// before, published on the first of January for the year; some pairs are reviewed at its end, so that those that worked count in the next.
/// </summary>
public static class AddPairing
{
    private const int Enterprises = 40, Associations = 16, Years = 3;
    private const string Document = "帮扶单位名录（模拟）";

    private static readonly string[] Trades = ["茶业", "竹木加工", "电商", "旅游", "光伏", "农产品", "食品", "文创"];
    private static readonly string[] TradeSectors = ["planting", "processing", "trade", "tourism", "energy", "planting", "processing", "culture"];
    private static readonly string[] Abroad = ["欧洲", "东南亚", "北美", "非洲", "南美", "大洋洲", "日本", "中东"];

    /// <summary>The clock of a day that is over: what was published then began then.</summary>
    private sealed class AsOf(DateOnly day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(day.ToDateTime(new TimeOnly(9, 0)), ChinaDay.Offset);
    }

    public static async Task<Problem?> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (trees, places, solver, clock) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<IFlowSolver>(), services.GetRequiredService<TimeProvider>());
        await AddHelpers(services, db, actor, ct);
        await AddNeeds(db, actor, clock, ct);
        for (var year = Simulation.LastYear - Years + 2; year <= Simulation.LastYear + 1; year++)
        {
            var then = new AsOf(new(year, 1, 1));
            var made = await CreateCampaign.Handle(new("three-thousand", $"三千行动（{year}年，模拟）", InventedProvince.Prefecture, new(year, 1, 1), new(year, 12, 31), IdentifyWeak.Rule, Period.Year(year - 1)), places, db, actor, then, ct);
            if (made.Problem is { } unmade)
            {
                return unmade;
            }
            var settings = (await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == made.Value.Id, ct)).Settings() with { ServeAll = false, HelpersFrom = InventedProvince.Code, MaxKm = 150 };
            if ((await ChangeCampaign.Handle(made.Value.Id, new(settings, 1), db, actor, ct)).Problem is { } unchanged)
            {
                return unchanged;
            }
            var solved = await SolveCampaign.Handle(made.Value.Id, new(), trees, places, solver, services.GetRequiredService<SolvedBefore>(), db, actor, then, ct);
            if ((solved.Problem ?? (await PublishScenario.Handle(solved.Value.Scenario, new(true), trees, places, db, actor, then, ct)).Problem) is { } unpublished)
            {
                return unpublished;
            }
            db.ChangeTracker.Clear();
            if (year <= Simulation.LastYear && await Review(made.Value.Id, new(year, 12, 1), db, actor, ct) is { } unreviewed)
            {
                return unreviewed;
            }
        }
        return null;
    }

    private static async Task AddHelpers(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (trees, pinyin, clock) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<TimeProvider>());
        void Offer(Id<Organisation> body, PlaceCode place, ResourceKind what, string? sector, long amount) => db.Resources.Add(new()
        {
            Id = Id<Resource>.New(clock), Place = place, Organisation = body, What = what, Sector = sector, Amount = amount, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
        });
        for (var i = 0; i < Enterprises + Associations; i++)
        {
            var county = InventedProvince.Counties[i % InventedProvince.Counties.Count];
            var (firm, trade) = (i < Enterprises, i % Trades.Length);
            var name = firm ? $"{county.Name[..2]}{Trades[trade]}有限公司{i / Trades.Length + 1}（模拟）" : $"{Abroad[trade]}{county.Name[..2]}同乡会{i / Trades.Length + 1}（模拟）";
            var id = CreateOrganisation.Add(name, null, null, Document, new() { Kind = firm ? OrganisationKind.Enterprise : OrganisationKind.OverseasAssociation, Place = county.Code }, pinyin, db, actor, clock).Id;
            Offer(id, county.Code, firm ? ResourceKind.Market : ResourceKind.Money, firm ? TradeSectors[trade] : null, 50_000 * (1 + i % 6));
            Offer(id, county.Code, i % 3 == 0 ? ResourceKind.Training : ResourceKind.Skill, TradeSectors[trade], 10 + i);
        }
        await OrganisationStamp.Raise(db, null, ct);
        db.Record(actor, OrganisationsModule.Change, "organisations", new { done = "imported", added = Enterprises + Associations, document = Document }, InventedProvince.Code);
        await db.SaveChangesAsync(ct);
        trees.Written();
        db.ChangeTracker.Clear();
    }

    private static async Task AddNeeds(Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var first = Period.Year(Simulation.LastYear - Years + 1);
        var weak = await db.Findings.AsNoTracking().Where(f => f.Rule == IdentifyWeak.Rule && f.Period >= first && f.SupersededAt == null && f.Outcome == Identification.Outcome.Holds)
            .Within(new([InventedProvince.Prefecture]), f => f.Place).Select(f => f.Place).Distinct().OrderBy(p => p).ToListAsync(ct);
        foreach (var (village, i) in weak.Select((v, i) => (v, i)).Where(x => x.i % 5 != 4))
        {
            var sector = TradeSectors[i % TradeSectors.Length];
            foreach (var (what, amount) in new[] { (i % 2 == 0 ? ResourceKind.Market : ResourceKind.Money, 100_000L + 10_000 * (i % 9)), (i % 3 == 0 ? ResourceKind.Training : ResourceKind.Skill, 20L + i % 30) })
            {
                db.Resources.Add(new() { Id = Id<Resource>.New(clock), Place = village, What = what, Sector = sector, Amount = amount, Words = "模拟", RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
            }
        }
        db.Record(actor, PairingModule.Resources, "resources", new { villages = weak.Count, simulated = true }, InventedProvince.Prefecture);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private static async Task<Problem?> Review(Id<Campaign> id, DateOnly on, Db db, Actor actor, CancellationToken ct)
    {
        var pairs = await db.Partnerships.AsNoTracking().Where(p => p.Campaign == id).OrderBy(p => p.Village).ThenBy(p => p.Id).Select(p => p.Id).Take(12).ToListAsync(ct);
        foreach (var (pair, i) in pairs.Select((p, i) => (p, i)))
        {
            if ((await EndPartnership.Handle(pair, new(i % 4 == 3 ? "项目没有落地（模拟）" : "期满评议，成效良好（模拟）", i % 4 != 3, on), db, actor, new AsOf(on.AddDays(5)), ct)).Problem is { } problem)
            {
                return problem;
            }
        }
        db.ChangeTracker.Clear();
        return null;
    }
}
