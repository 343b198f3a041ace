using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Funds.Carry;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// Books of a few dozen villages of the first invented county, three years under the chart of 2004 and two under that of 2023, which come to the figures that the simulator reported for them; and the book of one programme
/// whose money flows to them: from the budget to the allocation, the payment and what the village's own books have received. While a chart is in force its books stay open for what the enclaves pay
/// (<see cref="AddEnclaves"/>): <see cref="Turn"/> ends the years of the first and carries them over, <see cref="Close"/> those of the second.
/// </summary>
public static class AddBooks
{
    private const int Most = 36, First = VillageLedger.FirstYear, Turned = VillageBooks.NewChartFrom, Last = Simulation.LastYear;
    private const string Document = VillageLedger.Document, Before = "collective-2004", Chart = "collective-2023";
    private static readonly DateOnly Repaired = new(Last + 1, 3, 10);

    private static readonly (string Project, long Fen)[] Projects = [("冷链仓库", 300_000_00), ("来料加工点", 120_000_00), ("民宿改造", 200_000_00), ("光伏屋顶", 150_000_00)];

    /// <summary>Who approves in the demonstration; none of them prepared anything.</summary>
    internal static readonly string[] Approvers = ["审批人甲（模拟）", "审批人乙（模拟）"];

    /// <summary>Under which the entries name the project of a village: a word that everybody can read, and the village.</summary>
    private static string CodeOf(int i, PlaceCode village) => $"{Projects[i % Projects.Length].Project}-{village}";

    private sealed record With(Charts Charts, CurrentTree Trees, Db Db, Actor Actor, TimeProvider Clock, CancellationToken Ct)
    {
        public Task<Result<PostEntries.Entered>> Post(Id<Book> book, IReadOnlyList<EntryContent> entries) => PostEntries.Handle(book, new(entries), Charts, Trees, Db, Actor, Clock, Ct);
    }

    /// <summary>The books of one village, and the payment whose money it receives in the last year.</summary>
    public sealed record Kept(PlaceCode Village, Id<Book> Old, Id<Book> Book, VillageLedger Ledger, string Project, Id<Entry> Paid);

    /// <summary>What each village of the county gets from the enclave in a year, fen.</summary>
    internal static Dictionary<PlaceCode, long> Dividends(Simulation simulation) => Figures(simulation).ToDictionary(f => f.Key, f => VillageLedger.DividendOf(f.Value));

    /// <summary>Opens the books, lets the programme's money flow and enters the years under the chart of 2004.</summary>
    public static async Task<Result<IReadOnlyList<Kept>>> Handle(IServiceProvider services, Simulation simulation, Db db, Actor actor, CancellationToken ct)
    {
        var with = Of(services, db, actor, ct);
        var register = await services.GetRequiredService<CurrentRegister>().Read(db, ct);
        var (county, figures) = (InventedProvince.Counties[0], Figures(simulation));
        var villages = simulation.Province.Villages.Where(v => v.County == county && !v.IsCommunity && register.Find(v.Code) is >= 0 and var i && register.Stands(i) && figures.TryGetValue(v.Code, out var of)
            && VillageLedger.Of(of, Projects.Max(p => p.Fen)) is not null).Take(Most).ToList();
        var collectives = await Collectives(villages, services, db, actor, ct);
        var tree = await with.Trees.Read(db, ct);

        var programme = OpenBook.Add(tree.Nearest(OrganisationKind.Department, county.Code, Duties.Agriculture)!, "强村项目资金（模拟）", "public-money", simulated: true, db, with.Clock);
        programme.Public = true;
        Book Open(InventedVillage village, string chart, string? name, int from)
        {
            var book = OpenBook.Add(tree.Find(collectives[village.Code])!, name, chart, simulated: true, db, with.Clock);
            (book.CompleteFrom, book.Public) = (new(from, 1, 1), true);
            return book;
        }

        var (books, old) = (villages.ConvertAll(v => Open(v, Chart, null, Turned)), villages.ConvertAll(v => Open(v, Before, v.Name + "股份经济合作社（旧制度）", First)));
        db.Record(actor, FundsModule.Keep, "books", new { opened = books.Count + old.Count + 1, document = Document }, county.Code);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();

        var flowed = await Flow(programme, Programme(villages, books), with);
        if (flowed.Problem is { } unflowed)
        {
            return unflowed;
        }
        var kept = villages.Select((v, i) => new Kept(v.Code, old[i].Id, books[i].Id, VillageLedger.Of(figures[v.Code], Projects[i % Projects.Length].Fen)!, CodeOf(i, v.Code), flowed.Value[PaymentsFrom(villages.Count) + i].Entry!.Value)).ToList();
        foreach (var of in kept)
        {
            if (await Begin(of, with) is { } unposted)
            {
                return unposted;
            }
        }
        return kept;
    }

    private static With Of(IServiceProvider services, Db db, Actor actor, CancellationToken ct) => new(services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(), db, actor, services.GetRequiredService<TimeProvider>(), ct);

    // The chart of 2004 leaves the accounts of assets and debts to the book.
    private static async Task<Problem?> Begin(Kept of, With with)
    {
        foreach (var (code, name, kind, money) in VillageLedger.Own)
        {
            if ((await AddAccount.Handle(of.Old, new(code, name, kind) { Money = money }, with.Charts, with.Trees, with.Db, with.Actor, with.Clock, with.Ct)).Problem is { } notAdded)
            {
                return notAdded;
            }
        }
        with.Db.ChangeTracker.Clear();
        var posted = await with.Post(of.Old, [of.Ledger.Opening(), .. Enumerable.Range(First, Turned - First).SelectMany(year => of.Ledger.Year(year, null))]);
        with.Db.ChangeTracker.Clear();
        return posted.Problem;
    }

    /// <summary>Closes the books of 2004 and carries them over, enters the years since, and lets one entry wait for two people.</summary>
    public static async Task<Problem?> Turn(IReadOnlyList<Kept> kept, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var with = Of(services, db, actor, ct);
        foreach (var of in kept)
        {
            if ((await CloseYears(of.Old, First, Turned - 1, with) ?? (await CarryBalances.Handle(of.Book, new(null), with.Charts, with.Trees, db, actor, with.Clock, ct)).Problem) is { } notCarried)
            {
                return notCarried;
            }
            var posted = await with.Post(of.Book, [.. Enumerable.Range(Turned, Last - Turned + 1).SelectMany(year => of.Ledger.Year(year, year == Last ? (of.Project, of.Paid) : null))]);
            if (posted.Problem is { } unposted)
            {
                return unposted;
            }
            db.ChangeTracker.Clear();
        }
        return await Wait(kept[0], with);
    }

    /// <summary>Ends the years of the villages' books, once everything that came in is in them.</summary>
    public static async Task<Problem?> Close(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var with = Of(services, db, actor, ct);
        foreach (var book in await db.Books.AsNoTracking().Where(b => b.Simulated && b.Chart == Chart).OrderBy(b => b.Place).Select(b => b.Id).ToListAsync(ct))
        {
            if (await CloseYears(book, Turned, Last, with) is { } open)
            {
                return open;
            }
        }
        return null;
    }

    private static async Task<Problem?> CloseYears(Id<Book> book, int first, int last, With with)
    {
        for (var year = first; year <= last; year++)
        {
            if ((await CloseBook.Handle(book, new(Period.Month(year, 12)), with.Charts, with.Trees, with.Db, with.Actor, with.Clock, with.Ct)).Problem is { } open)
            {
                return open;
            }
        }
        with.Db.ChangeTracker.Clear();
        return null;
    }

    /// <summary>The money comes in with two approvals, and only then goes on.</summary>
    private static async Task<Result<IReadOnlyList<PostEntries.Done>>> Flow(Book programme, List<EntryContent> entries, With with)
    {
        var source = await with.Post(programme.Id, entries[..1]);
        if ((source.Problem ?? await Approve(source.Value.Entries[0].Waits!.Value, with.Charts, with.Trees, with.Db, with.Actor, with.Clock, with.Ct)) is { } unfunded)
        {
            return unfunded;
        }
        var rest = await with.Post(programme.Id, entries[1..]);
        return rest.Problem is { } problem ? problem : (List<PostEntries.Done>)[.. source.Value.Entries, .. rest.Value.Entries];
    }

    /// <summary>Both invented approvers approve it, one after the other.</summary>
    internal static async Task<Problem?> Approve(Id<Shanhai.Funds.Proposal> id, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        foreach (var name in Approvers)
        {
            if ((await DecideEntry.Handle(id, new(true, null), charts, trees, db, actor with { User = null, Name = name }, clock, ct)).Problem is { } problem)
            {
                return problem;
            }
            db.ChangeTracker.Clear();
        }
        return null;
    }

    /// <summary>From now on two people approve what is large, and one entry waits for them.</summary>
    private static async Task<Problem?> Wait(Kept first, With with)
    {
        foreach (var book in await with.Db.Books.Where(b => b.Chart == Chart && b.Simulated).ToListAsync(with.Ct))
        {
            book.ApproveAbove = 5_000_00;
            book.SettingsVersion++;
        }
        with.Db.Record(with.Actor, FundsModule.Keep, "books", new { approveAbove = 5_000_00, document = Document }, first.Village);
        await with.Db.SaveChangesAsync(with.Ct);
        with.Db.ChangeTracker.Clear();
        var today = ChinaDay.Today(with.Clock);
        return (await with.Post(first.Book, [new(today < Repaired ? today : Repaired, "支付村道维修款", Document, [new("514", Debit: 8_000_00), new("102", Credit: 8_000_00)]) { Project = "村道维修", Payee = "岚溪县兴农建设公司（模拟）", PayeeIs = PayeeKind.Body }])).Problem;
    }

    /// <summary>What the villages of the county reported, by village and year: from the year before the first of the books to the last.</summary>
    private static Dictionary<PlaceCode, Dictionary<int, Dictionary<string, long>>> Figures(Simulation simulation) =>
        Enumerable.Range(First - 1, Last - First + 2).SelectMany(year => simulation.Figures(InventedProvince.Counties[0], year).Where(c => c.Place.Level == Level.Village).GroupBy(c => c.Place).Select(g => (Place: g.Key, Year: year, Of: g.ToDictionary(c => c.Indicator, c => (long)(c.Value * 100)))))
            .GroupBy(f => f.Place).ToDictionary(g => g.Key, g => g.ToDictionary(f => f.Year, f => f.Of));

    private static async Task<Dictionary<PlaceCode, Id<Organisation>>> Collectives(IReadOnlyList<InventedVillage> villages, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (trees, pinyin, clock) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<TimeProvider>());
        var tree = await trees.Read(db, ct);
        var made = villages.ToDictionary(v => v.Code, v => CreateOrganisation.Add(v.Name + "股份经济合作社", tree.Nearest(OrganisationKind.TownshipGovernment, v.Code, Duties.None)?.Id, null, Document,
            new() { Kind = OrganisationKind.VillageCollective, Place = v.Code }, pinyin, db, actor, clock).Id);
        await OrganisationStamp.Raise(db, null, ct);
        db.Record(actor, OrganisationsModule.Change, "organisations", new { done = "imported", added = made.Count, document = Document }, InventedProvince.Code);
        await db.SaveChangesAsync(ct);
        trees.Written();
        db.ChangeTracker.Clear();
        return made;
    }

    private static DateOnly Day(int month, int day) => new(Last, month, day);

    // Source, commitment, appropriation, then one allocation for each village: the payments follow.
    private static int PaymentsFrom(int villages) => 3 + villages;

    private static List<EntryContent> Programme(List<InventedVillage> villages, List<Book> books)
    {
        var granted = villages.Select((_, i) => Projects[i % Projects.Length].Fen).ToList();
        var whole = granted.Sum() + 500_000_00;
        EntryContent Moves(DateOnly on, string from, string to, long fen, string text, PlaceCode? paidBy = null, PlaceCode? at = null, int? village = null) =>
            new(on, text, Document, [new(to, Debit: fen, Village: at), new(from, Credit: fen, Village: paidBy)])
            {
                Project = village is { } i ? CodeOf(i, villages[i].Code) : null, Payee = village is { } of ? books[of].Name : null, PayeeIs = village is null ? null : PayeeKind.Body,
            };
        return
        [
            Moves(Day(1, 10), "00", "10", whole, "年度预算安排"), Moves(Day(2, 15), "10", "20", whole - 200_000_00, "下达项目计划"), Moves(Day(3, 5), "20", "30", granted.Sum(), "拨付资金"),
            .. villages.Select((v, i) => Moves(Day(3, 20), "30", "40", granted[i], "分配到村", at: v.Code, village: i)),
            .. villages.Select((v, i) => Moves(Day(4, 10), "40", "50", granted[i], "支付到村集体", v.Code, v.Code, i)),
            .. villages.Select((v, i) => Moves(Day(4, 12), "50", "60", granted[i], "到账确认", v.Code, v.Code, i)).Where((_, i) => i % 6 != 5),
        ];
    }
}
