using Microsoft.EntityFrameworkCore;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// Two enclaves of the invented prefecture. The villages of the first mountain county that have books pooled money in 2020: ten per cent for five years, the rent since; the last year is paid in part. Everything that
/// arrived is in their books, until 2023 in those of the chart of 2004; since 2024 approved there by two people where it is large, and a few of the last payments wait for them. Those of the second county hold a floor that ends within the year, together with land quota of a state firm, and a distribution of theirs waits for approval.
/// </summary>
public static class AddEnclaves
{
    private const string Document = "飞地合同（模拟）";
    private const int Most = 40, LeftWaiting = 3, LastYear = 2025;

    /// <summary>How much of the last year's rent has arrived, in tenths.</summary>
    private const int Arrived = 6;

    /// <param name="kept">The books of the first county's villages, whose years turn while the enclave pays.</param>
    public static async Task<Problem?> Handle(IServiceProvider services, Simulation simulation, IReadOnlyList<AddBooks.Kept> kept, Db db, Actor actor, CancellationToken ct)
    {
        var register = await services.GetRequiredService<CurrentRegister>().Read(db, ct);
        var (mountain, second, coast) = (InventedProvince.Counties[0], InventedProvince.Counties[1], InventedProvince.Counties[3]);
        var dividends = AddBooks.Dividends(simulation);
        var booked = kept.Select(k => k.Village).Where(v => dividends[v] > 0).Order().ToList();
        // Ten per cent of it is what the village's books take as income from investment; yuan.
        var pool = booked.Sum(p => dividends[p]) / 10m;
        bool Stands(PlaceCode code) => register.Find(code) is >= 0 and var i && register.Stands(i);
        var others = simulation.Province.Villages.Where(v => v.County == second && !v.IsCommunity && Stands(v.Code)).Select(v => v.Code).Take(Most).ToList();
        var (operates, guarantees, invests) = await Bodies(coast, second, services, db, actor, ct);
        var of = new Making(services, db, actor, ct);

        var rent = await of.Begin("yinzhou-qujiang", $"{mountain.Name[..2]}—{coast.Name[..2]}消薄飞地（模拟）", EnclaveKind.WeakVillage, mountain.Code, coast.Code, new(2020, 1, 1), terms => terms with
        {
            Operator = operates, Guarantor = guarantees, Phases = [terms.Phases[0], terms.Phases[1] with { ExpectedFen = (long)(pool * 100) * 45 / 1000 }],
        }, booked.Select((v, i) => new RecordStakes.One(v, StakeUnit.Money, dividends[v] / 10, (StakeSource)(1 + i % 3), new(2020, 1, 1), Document)));
        if (rent.Problem is { } unrented)
        {
            return unrented;
        }
        for (var year = 2020; year <= LastYear; year++)
        {
            // The dividend of a year arrives in the next: those from here on, in books of the new chart.
            if (year == VillageBooks.NewChartFrom - 1 && await AddBooks.Turn(kept, services, db, actor, ct) is { } unturned)
            {
                return unturned;
            }
            var income = pool * (year < LastYear ? 0.08m + 0.0015m * (year - 2020) : 0.044m);
            if (await of.Distribute(rent.Value, new(year, 1, 1), decimal.Truncate(income), year == LastYear ? Arrived : null, left: year == LastYear ? LeftWaiting : 0) is { } unpaid)
            {
                return unpaid;
            }
        }
        if ((await PublishEnclave.Handle(rent.Value, new(true), db, actor, ct)).Problem is { } unpublished)
        {
            return unpublished;
        }
        db.ChangeTracker.Clear();

        var floor = await of.Begin("cixi-changshan", $"{second.Name[..2]}—{coast.Name[..2]}产业飞地（模拟）", EnclaveKind.Industry, second.Code, coast.Code, new(2022, 7, 1), terms => terms with
        {
            Operator = operates, Guarantor = guarantees, Split = new(80, 10, 0, 10),
            Phases = [terms.Phases[0] with { Rate = 8, ExpectedFen = null }, new(ReturnKind.Mixed, new(2027, 7, 1), new(2037, 6, 30), 4, 50, others.Count * 30_000_00L)],
        }, [.. others.Select((v, i) => new RecordStakes.One(v, StakeUnit.Money, 400_000 + 10_000 * (i % 7), (StakeSource)(1 + i % 4), new(2022, 7, 1), Document)), new(null, StakeUnit.LandQuota, 66_667, StakeSource.LandReclamation, new(2022, 7, 1), Document, 6_000_000, invests)]);
        if (floor.Problem is { } unfloored)
        {
            return unfloored;
        }
        for (var year = 2022; year <= 2025; year++)
        {
            if (await of.Distribute(floor.Value, new(year, 7, 1), others.Count * 31_000m + 500_000 * (year - 2022), null, approved: year < 2025) is { } undistributed)
            {
                return undistributed;
            }
        }
        return (await WatchEnclaves.Handle(db, actor, services.GetRequiredService<TimeProvider>(), ct)).Problem;
    }

    private static async Task<(Id<Organisation> Operates, Id<Organisation> Guarantees, Id<Organisation> Invests)> Bodies(InventedCounty coast, InventedCounty second, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (pinyin, clock) = (services.GetRequiredService<Pinyin>(), services.GetRequiredService<TimeProvider>());
        Id<Organisation> Add(string name, PlaceCode place) => CreateOrganisation.Add(name, null, null, Document, new() { Kind = OrganisationKind.Enterprise, Place = place }, pinyin, db, actor, clock).Id;
        var made = (Add($"{coast.Name[..2]}飞地运营有限公司（模拟）", coast.Code), Add($"{coast.Name[..2]}国有资产经营有限公司（模拟）", coast.Code), Add($"{second.Name[..2]}国有资产经营有限公司（模拟）", second.Code));
        await OrganisationStamp.Raise(db, null, ct);
        db.Record(actor, OrganisationsModule.Change, "organisations", new { done = "imported", added = 3, document = Document }, InventedProvince.Code);
        await db.SaveChangesAsync(ct);
        services.GetRequiredService<CurrentTree>().Written();
        db.ChangeTracker.Clear();
        return made;
    }

    /// <summary>The use cases of enclaves, one after the other as people would do them.</summary>
    private sealed class Making(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        private readonly (CurrentTree Trees, CurrentRegister Places, Charts Charts, TimeProvider Clock) _with =
            (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Charts>(), services.GetRequiredService<TimeProvider>());

        public async Task<Result<Id<Enclave>>> Begin(string template, string name, EnclaveKind kind, PlaceCode guest, PlaceCode host, DateOnly from, Func<ContractTerms, ContractTerms> agreed, IEnumerable<RecordStakes.One> stakes)
        {
            var made = CreateEnclave.Add(EnclaveTemplate.Find(template), name, kind, guest, host, from, null, simulated: true, db, actor, _with.Clock);
            db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(made.Id), new { document = Document }, guest);
            await db.SaveChangesAsync(ct);
            var terms = agreed(EnclaveTemplate.Find(template)!.Terms(from));
            var problem = (await WriteContract.Handle(made.Id, new(terms), _with.Trees, db, actor, _with.Clock, ct)).Problem
                ?? (await RecordStakes.Handle(made.Id, new([.. stakes]), _with.Trees, _with.Places, db, actor, _with.Clock, ct)).Problem
                ?? (await SignContract.Handle(made.Id, new(from), _with.Trees, _with.Places, db, actor, _with.Clock, ct)).Problem;
            db.ChangeTracker.Clear();
            return problem is null ? made.Id : problem;
        }

        /// <param name="tenths">So much of what is due arrives, in whole yuan; null: all of it.</param>
        /// <param name="left">So many payments that wait in the villages' books for two people are left to them.</param>
        public async Task<Problem?> Distribute(Id<Enclave> id, DateOnly from, decimal income, int? tenths, bool approved = true, int left = 0)
        {
            var to = from.AddYears(1).AddDays(-1);
            var made = await ProposeDistribution.Handle(id, new(from, to, income, Document), _with.Places, db, actor, _with.Clock, ct);
            db.ChangeTracker.Clear();
            if (made.Problem is not null || !approved)
            {
                return made.Problem;
            }
            var decided = await DecideDistribution.Handle(made.Value.Id, new(true), _with.Places, db, actor with { User = null, Name = "审批人甲（模拟）" }, _with.Clock, ct);
            db.ChangeTracker.Clear();
            if (decided.Problem is { } refused)
            {
                return refused;
            }
            RecordPayments.Paid[]? lines = tenths is { } part ? [.. (await db.Dividends.AsNoTracking().Where(d => d.Distribution == made.Value.Id).OrderBy(d => d.Line).ToListAsync(ct)).Select(d => new RecordPayments.Paid(d.Id, d.Due * part / 1000)).Where(p => p.Yuan > 0)] : null;
            var paid = await RecordPayments.Handle(made.Value.Id, new(to.AddDays(80), Document, lines), _with.Charts, _with.Trees, _with.Places, db, actor, _with.Clock, ct);
            db.ChangeTracker.Clear();
            return paid.Problem ?? await ApproveInBooks(made.Value.Id, left);
        }

        // What is above a village's limit waits in its book for two people.
        private async Task<Problem?> ApproveInBooks(Id<Distribution> id, int left)
        {
            var waiting = await db.DividendPayments.AsNoTracking().Where(p => p.Waits != null).Join(db.Dividends.Where(d => d.Distribution == id), p => p.Dividend, d => d.Id, (p, d) => new { d.Line, p.Waits }).OrderBy(w => w.Line).ToListAsync(ct);
            foreach (var one in waiting.SkipLast(left))
            {
                if (await AddBooks.Approve(one.Waits!.Value, _with.Charts, _with.Trees, db, actor, _with.Clock, ct) is { } refused)
                {
                    return refused;
                }
            }
            return null;
        }
    }
}
