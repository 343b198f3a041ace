using Shanhai.Funds;
using Shanhai.Host;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

/// <summary>The county of programmes, whose owner publishes under an identifier of its own.</summary>
public sealed class PublishingCounty : FundsCounty
{
    public const string Publisher = "XI-IATI-9901";

    protected override Settings Adjust(Settings settings) => base.Adjust(settings) with { Publisher = Publisher, Owner = "示范市人民政府" };

    /// <summary>A book of the county that has allocated to a project in a village what it then paid, each payment on its day.</summary>
    public async Task<Id<Book>> Paid(bool open, PlaceCode village, string code, params (DateOnly On, long Yuan, string Payee, PayeeKind Is)[] payments)
    {
        static EntryContent Moves(DateOnly on, string from, string to, long yuan, PlaceCode? of = null, PlaceCode? at = null) =>
            new(on, "资金", "县财〔2026〕1号", [new(to, Debit: yuan * 100, Village: at), new(from, Credit: yuan * 100, Village: of)]);
        var (book, sum) = (await this.Book("public-money", County, open: open), payments.Sum(p => p.Yuan));
        await PostApproved(book, Moves(ProgrammeCounty.Day(2026, 1, 1), "00", "10", sum));
        await Post(book, [Moves(ProgrammeCounty.Day(2026, 2, 1), "10", "20", sum), Moves(ProgrammeCounty.Day(2026, 3, 1), "20", "30", sum), Moves(ProgrammeCounty.Day(2026, 4, 1), "30", "40", sum, at: village) with { Project = code },
            .. payments.Select(p => Moves(p.On, "40", "50", p.Yuan, village, village) with { Project = code, Payee = p.Payee, PayeeIs = p.Is })]);
        return book;
    }

    /// <summary>A project of two and a half years in a village of its own, begun, with milestones, a result that was measured and corrected, a risk, evidence, and money from a public book and from one that is not.</summary>
    public async Task<(PlaceCode Village, PlanProject.Planned Project, Id<Book> Book)> WholeProject()
    {
        var village = await NewVillage();
        var planned = await this.Project(await this.Programme(), "来料加工点", village, p => p with { From = ProgrammeCounty.Day(2025, 11, 1), To = ProgrammeCounty.Day(2027, 3, 31), Document = "县发改〔2025〕3号", Body = Agriculture });
        (await this.PlanWork(planned.Id, ("主体完工", ProgrammeCounty.Day(2026, 6, 30), 3), ("验收", ProgrammeCounty.Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        (await this.Report(planned.Id, ProgrammeCounty.Day(2026, 2, 1))).Problem.ShouldBeNull();
        var step = (await this.Shown(planned.Id)).Activities[0].Milestones[0].Id;
        (await this.Reach(step, new(MilestoneAct.Reach, ProgrammeCounty.Day(2026, 7, 5), "https://example.org/secret-evidence.pdf"))).Problem.ShouldBeNull();
        var result = (await this.As(null, (w, a) => PlanResult.Handle(planned.Id, new("带动就业", "人", 30, ProgrammeCounty.Day(2026, 12, 31), 10), w.Db, a, w.Clock, default))).Value.Id;
        foreach (var value in new[] { 20m, 25m })
        {
            (await this.As(null, (w, a) => RecordResult.Handle(result, new(value, ProgrammeCounty.Day(2026, 6, 1), "内部月报"), w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        }
        (await this.As(null, (w, a) => RaiseRisk.Handle(planned.Id, new("设备可能迟到", "项目科", ProgrammeCounty.Day(2026, 12, 1)), w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        var change = (await this.As(Person("甲", Shanhai.Host.Security.Role.Officer), (w, a) => AskChange.Handle(planned.Id, new(ChangeKind.Budget, "材料涨价", 120_000.01m), w.Db, a, w.Clock, default))).Value.Id;
        (await this.As(Person("乙", Shanhai.Host.Security.Role.Leader), (w, a) => DecideChange.Handle(change, new(true, null), w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        var book = await Paid(true, village, planned.Code, (ProgrammeCounty.Day(2026, 5, 1), 40_000, "北山建设公司", PayeeKind.Body), (ProgrammeCounty.Day(2026, 6, 3), 1_000, "张某某", PayeeKind.Person), (ProgrammeCounty.Day(2026, 6, 9), 2_000, "李某某", PayeeKind.Person));
        await Paid(false, village, planned.Code, (ProgrammeCounty.Day(2026, 5, 2), 10_000, "不公开的收款方", PayeeKind.Body));
        return (village, planned, book);
    }

    /// <summary>What nobody reads who does not work there.</summary>
    public static readonly IReadOnlyList<string> Hidden = ["张某某", "李某某", "不公开的收款方", "内部月报", "设备可能迟到", "secret-evidence", "材料涨价"];
}
