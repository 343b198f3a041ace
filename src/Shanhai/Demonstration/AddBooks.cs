using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// Books of a few dozen villages of the first invented county for one year, which add up to the figures that the simulator reported for them, and the book of one
/// programme whose money flows to them: from the budget to the allocation, the payment and what the village's own books have received.
/// </summary>
public static class AddBooks
{
    private const int Most = 36, Year = 2025;
    private static readonly DateOnly Repaired = new(Year + 1, 3, 10);
    private const string Document = "账簿（模拟）";

    private static readonly (string Project, long Fen)[] Projects = [("冷链仓库", 300_000_00), ("来料加工点", 120_000_00), ("民宿改造", 200_000_00), ("光伏屋顶", 150_000_00)];

    /// <summary>Under which the entries name the project of a village: a word that everybody can read, and the village.</summary>
    private static string CodeOf(int i, PlaceCode village) => $"{Projects[i % Projects.Length].Project}-{village}";

    /// <summary>How many books were opened.</summary>
    public static async Task<Result<int>> Handle(IServiceProvider services, Simulation simulation, Db db, Actor actor, CancellationToken ct)
    {
        var (trees, clock, charts) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<Charts>());
        var register = await services.GetRequiredService<CurrentRegister>().Read(db, ct);
        var county = InventedProvince.Counties[0];
        var figures = simulation.Figures(county, Year).GroupBy(c => c.Place).ToDictionary(g => g.Key, g => g.ToDictionary(c => c.Indicator, c => (long)(c.Value * 100)));
        var villages = simulation.Province.Villages.Where(v => v.County == county && !v.IsCommunity && register.Find(v.Code) is >= 0 and var i && register.Stands(i) && figures.GetValueOrDefault(v.Code) is { } of && Fits(of)).Take(Most).ToList();
        var collectives = await Collectives(villages, services, db, actor, ct);
        var tree = await trees.Read(db, ct);

        var bureau = tree.Nearest(OrganisationKind.Department, county.Code, Duties.Agriculture)!;
        var programme = OpenBook.Add(bureau, "强村项目资金（模拟）", "public-money", simulated: true, db, clock);
        programme.Public = true;
        var books = villages.ConvertAll(v => OpenBook.Add(tree.Find(collectives[v.Code])!, null, "collective-2023", simulated: true, db, clock));
        foreach (var book in books)
        {
            book.CompleteFrom = new(Year, 1, 1);
        }
        db.Record(actor, FundsModule.Keep, "books", new { opened = books.Count + 1, document = Document }, county.Code);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();

        Task<Result<PostEntries.Entered>> Post(Book book, List<EntryContent> entries) => PostEntries.Handle(book.Id, new(entries), charts, trees, db, actor, clock, ct);
        var flowed = await Flow(programme, Programme(villages, books), Post, id => Approve(id, charts, trees, db, actor, clock, ct));
        if (flowed.Problem is { } unflowed)
        {
            return unflowed;
        }
        foreach (var (i, (village, book)) in villages.Zip(books).Index())
        {
            var paid = flowed.Value[PaymentsFrom(villages.Count) + i].Entry!.Value;
            if ((await Post(book, OfVillage(figures[village.Code], (CodeOf(i, village.Code), Projects[i % Projects.Length].Fen), paid))).Problem is { } unposted)
            {
                return unposted;
            }
            if ((await CloseBook.Handle(book.Id, new(Period.Month(Year, 12)), charts, trees, db, actor, clock, ct)).Problem is { } open)
            {
                return open;
            }
            db.ChangeTracker.Clear();
        }
        return await Wait(books[0], Post, ChinaDay.Today(clock), db, actor, ct) is { } unasked ? unasked : books.Count + 1;
    }

    /// <summary>The money comes in with two approvals, and only then goes on.</summary>
    private static async Task<Result<IReadOnlyList<PostEntries.Done>>> Flow(
        Book programme, List<EntryContent> entries, Func<Book, List<EntryContent>, Task<Result<PostEntries.Entered>>> post, Func<Id<Shanhai.Funds.Proposal>, Task<Problem?>> approve)
    {
        var source = await post(programme, entries[..1]);
        if ((source.Problem ?? await approve(source.Value.Entries[0].Waits!.Value)) is { } unfunded)
        {
            return unfunded;
        }
        var rest = await post(programme, entries[1..]);
        return rest.Problem is { } problem ? problem : (List<PostEntries.Done>)[.. source.Value.Entries, .. rest.Value.Entries];
    }

    private static async Task<Problem?> Approve(Id<Shanhai.Funds.Proposal> id, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        foreach (var name in new[] { "审批人甲（模拟）", "审批人乙（模拟）" })
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
    private static async Task<Problem?> Wait(Book first, Func<Book, List<EntryContent>, Task<Result<PostEntries.Entered>>> post, DateOnly today, Db db, Actor actor, CancellationToken ct)
    {
        foreach (var book in await db.Books.Where(b => b.Chart == first.Chart && b.Simulated).ToListAsync(ct))
        {
            book.ApproveAbove = 5_000_00;
            book.SettingsVersion++;
        }
        db.Record(actor, FundsModule.Keep, "books", new { approveAbove = 5_000_00, document = Document }, first.Place);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        return (await post(first, [new(today < Repaired ? today : Repaired, "支付村道维修款", Document, [new("514", Debit: 8_000_00), new("102", Credit: 8_000_00)]) { Project = "村道维修", Payee = "岚溪县兴农建设公司（模拟）", PayeeIs = PayeeKind.Body }])).Problem;
    }

    private static long Of(Dictionary<string, long> figures, string code) => figures.GetValueOrDefault(code);

    private static long Spent(Dictionary<string, long> of) => Of(of, "CE.511") + Of(of, "CE.512") + Of(of, "CE.513") + Of(of, "CE.514") + Of(of, "CE.515") + Of(of, "CE.521");

    private static long Earned(Dictionary<string, long> of) => Of(of, "CE.501") + Of(of, "CE.502") + Of(of, "CE.503") + Of(of, "CE.504");

    /// <summary>What stands in buildings at the year's begin, so that the year ends with the assets that were reported.</summary>
    private static long Fixed(Dictionary<string, long> of, long granted) => Of(of, "CE.ASSETS") - Cash(of) - (Earned(of) - Spent(of)) - granted;

    private static long Cash(Dictionary<string, long> of) => Spent(of) + 20_000_00;

    private static bool Fits(Dictionary<string, long> of) => of.ContainsKey("CE.501") && Fixed(of, Projects.Max(p => p.Fen)) > 0 && Cash(of) + Fixed(of, Projects.Max(p => p.Fen)) > Of(of, "CE.LIABILITIES");

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

    private static DateOnly Day(int month, int day) => new(Year, month, day);

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

    private static List<EntryContent> OfVillage(Dictionary<string, long> of, (string Project, long Fen) grant, Id<Entry> paid)
    {
        var (cash, plant, debts) = (Cash(of), Fixed(of, grant.Fen), Of(of, "CE.LIABILITIES"));
        var entries = new List<EntryContent>
        {
            new(Day(1, 1), "期初余额", Document, [new("102", Debit: cash), new("151", Debit: plant), .. debts > 0 ? new EntryContent.Line[] { new("221", Credit: debts) } : [], new("311", Credit: cash + plant - debts)]) { Kind = EntryKind.Opening },
            new(Day(4, 15), "收到项目资金", Document, [new("102", Debit: grant.Fen), new("241", Credit: grant.Fen)]) { Source = paid, Project = grant.Project },
            new(Day(9, 10), "支付工程款", Document, [new("151", Debit: grant.Fen), new("102", Credit: grant.Fen)]) { Project = grant.Project, Payee = "岚溪县兴农建设公司（模拟）", PayeeIs = PayeeKind.Body },
            new(Day(9, 10), "专项资金形成资产", Document, [new("241", Debit: grant.Fen), new("311", Credit: grant.Fen)]) { Project = grant.Project },
        };
        foreach (var (account, text, once) in new[] { ("501", "租金和服务收入", "CE.501.NR"), ("502", "投资收益", "CE.502.NR"), ("503", "财政补助", "CE.503.NR"), ("504", "其他收入", "CE.504.NR") })
        {
            var nonRecurring = Of(of, once);
            entries.AddRange(Quarters(account, Of(of, "CE." + account) - nonRecurring, text, credit: true));
            entries.AddRange(Quarters(account, nonRecurring, text, credit: true, parts: 1).Select(e => e with { NonRecurring = true }));
        }
        foreach (var (account, text) in new[] { ("511", "经营支出"), ("512", "缴纳税费"), ("513", "管理费用"), ("514", "公益支出"), ("515", "其他支出"), ("521", "所得税") })
        {
            entries.AddRange(Quarters(account, Of(of, "CE." + account), text, credit: false));
        }
        return [.. entries.OrderBy(e => e.On)];
    }

    // The parts sum to the year's figure to the fen.
    private static IEnumerable<EntryContent> Quarters(string account, long fen, string text, bool credit, int parts = 4)
    {
        if (fen <= 0)
        {
            yield break;
        }
        foreach (var (i, part) in Money.Fen(fen).Allocate([.. Enumerable.Repeat(1m, parts)]).Index().Where(p => p.Item.MinorUnits > 0))
        {
            var amount = part.MinorUnits;
            yield return new(Day(3 * i + 3, 20), string.Create(CultureInfo.InvariantCulture, $"第{i + 1}季度{text}"), Document, credit ? [new("102", Debit: amount), new(account, Credit: amount)] : [new(account, Debit: amount), new("102", Credit: amount)]) { Debt = credit ? null : DebtPaid.None };
        }
    }
}
