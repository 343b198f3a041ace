using System.Net.Http.Json;
using System.Text.Json;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

public sealed class ProjectMoneyTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private static EntryContent Moves(int month, string from, string to, long yuan, PlaceCode? of = null, PlaceCode? at = null, string? project = null, string? payee = null, string document = "县财〔2026〕1号") =>
        new(Day(2026, month, 1), "资金", document, [new(to, Debit: yuan * 100, Village: at), new(from, Credit: yuan * 100, Village: of)]) { Project = project, Payee = payee, PayeeIs = payee is null ? null : PayeeKind.Body };

    /// <summary>A book of the county that has paid so much for each code, in the village.</summary>
    private async Task<Id<Book>> Paid(bool open, params (string Code, long Yuan, string Payee, string Document)[] payments)
    {
        var (book, village, sum) = (await app.Book("public-money", County, open: open), Village, payments.Sum(p => p.Yuan));
        await app.PostApproved(book, Moves(1, "00", "10", sum));
        await app.Post(book, [Moves(2, "10", "20", sum), Moves(3, "20", "30", sum), .. payments.Select(p => Moves(4, "30", "40", p.Yuan, at: village, project: p.Code)),
            .. payments.Select(p => Moves(5, "40", "50", p.Yuan, village, village, p.Code, p.Payee, p.Document))]);
        return book;
    }

    [Fact]
    public async Task What_a_project_was_paid_comes_from_postings_that_name_its_code_and_what_is_taken_back_does_not_count()
    {
        var project = await app.Project();
        await Paid(false, (project.Code, 60_000, "北山建设公司", "凭证-1"), ("别的项目", 5_000, "北山建设公司", "凭证-2"));
        var own = await app.Book(place: Village);
        var spent = await app.Post(own, FundsCounty.Moves(Day(2026, 1, 1), "102", "501", 200_000_00),
            FundsCounty.Moves(Day(2026, 6, 1), "151", "102", 30_000_00, "付工程款") with { Project = project.Code }, FundsCounty.Moves(Day(2026, 6, 2), "151", "102", 50_000_00, "付设备款") with { Project = project.Code });

        (await app.Shown(project.Id)).Money.ShouldBe(new ProjectMoney(60_000_00, 60_000_00, 80_000_00));
        (await app.Shown(project.Id)).Of.PaidFen.ShouldBe(80_000_00, "the village spends what it was paid: the greater counts, not the sum");
        (await app.Reverse(spent[2].Entry!.Value, Day(2026, 6, 3))).Problem.ShouldBeNull();
        (await app.Shown(project.Id)).Money.Spent.ShouldBe(30_000_00);
        // Books that the reader may not see do not count.
        (await app.Shown(project.Id, Person("村里的人", Role.Clerk, Village))).Money.Paid.ShouldBe(0);
    }

    [Fact]
    public async Task Money_that_runs_ahead_of_work_or_above_the_budget_is_told()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("主体完工", Day(2026, 6, 30), 1), ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        await Paid(false, (project.Code, 120_000, "北山建设公司", "凭证-3"));

        var shown = await app.Shown(project.Id);

        shown.EarnedFen.ShouldBe(0);
        shown.MoneyAhead.ShouldBeTrue();
        var page = await (await app.SignedIn(Role.Officer, County)).GetStringAsync($"/projects/{project.Id}?lang=zh");
        page.ShouldContain("支付超过预算 20,000.00 元");
        page.ShouldNotContain("[programmes.");
    }

    [Fact]
    public async Task The_public_reads_public_projects_with_what_public_books_have_paid_and_no_others()
    {
        var village = Village;
        var (open, closed) = (await app.Programme(), await app.Programme(open: false));
        var seen = await app.Project(open, "公开的加工点");
        var hidden = await app.Project(open, "内部的加工点", how: p => p with { Public = false });
        var unknown = await app.Project(closed, "不公开工程的加工点");
        await Paid(true, (seen.Code, 40_000, "北山建设公司", "凭证-4"));
        await Paid(false, (seen.Code, 10_000, "北山建设公司", "凭证-5"));
        var anyone = app.Anyone();
        string[] addresses = [$"/projects/published?under={village}", $"/projects/published/export?format=csv&under={village}", $"/api/v1/projects/published?under={village}", $"/places/{village}"];

        foreach (var address in addresses)
        {
            var answer = await anyone.GetStringAsync(address);
            (answer.Contains("公开的加工点", StringComparison.Ordinal) || answer.Contains(seen.Code, StringComparison.Ordinal)).ShouldBeTrue(address);
            foreach (var secret in new[] { "内部的加工点", "不公开工程的加工点", hidden.Code, unknown.Code })
            {
                answer.ShouldNotContain(secret, customMessage: address);
            }
        }
        var rows = (await anyone.GetFromJsonAsync<JsonElement>($"/api/v1/projects/published?under={village}&q={Uri.EscapeDataString("公开的加工点")}")).GetProperty("rows");
        rows.EnumerateArray().First(r => r.GetProperty("code").GetString() == seen.Code).GetProperty("paidFen").GetInt64().ShouldBe(40_000_00, "the other book is not public");
    }

    [Fact]
    public async Task One_thing_paid_for_by_two_programmes_is_shown_with_reasons_until_somebody_says_why_it_is_none()
    {
        var village = await app.NewVillage();
        var (one, other) = (await app.Programme(), await app.Programme());
        var first = await app.Project(one, "来料加工点建设", village);
        var twin = await app.Project(other, "来料加工点建设（二期）", village);
        await app.Project(one, "来料加工点扩建", village, p => p with { From = Day(2027, 1, 1), To = Day(2027, 6, 30) });
        await app.Project(other, "屋顶光伏", village, p => p with { Measure = "solar", From = Day(2025, 1, 1), To = Day(2025, 12, 31) });
        Task<Result<FindDuplicates.Found>> Find(bool decided = false) => app.As(null, (w, a) => FindDuplicates.Handle(new() { Under = village, Decided = decided }, w.Charts, w.Places, w.Db, a, default));
        Task<Result<DecideDuplicate.Decided>> Decide(Id<Project> a, Id<Project> b, string? why) => app.As(null, (w, who) => DecideDuplicate.Handle(new(a, b, why), w.Charts, w.Places, w.Db, who, w.Clock, default));

        var pair = (await Find()).Value.Pairs.ShouldHaveSingleItem();
        pair.Signs.ShouldBe([DuplicateSign.SameMeasure, DuplicateSign.NearTitle, DuplicateSign.Overlap]);
        var shown = (await app.Shown(first.Id)).Duplicates.ShouldHaveSingleItem();
        new[] { shown.One.Id, shown.Other.Id }.ShouldBe([first.Id, twin.Id], ignoreOrder: true);
        (await Decide(first.Id, twin.Id, "")).Problem.At("why").ShouldBe(["field.required"]);
        (await Decide(twin.Id, first.Id, "一期二期，建设内容不同")).Problem.ShouldBeNull();
        (await Find()).Value.Pairs.ShouldBeEmpty();
        (await Find(decided: true)).Value.Pairs.ShouldHaveSingleItem().NotBecause.ShouldBe("一期二期，建设内容不同");
    }

    [Fact]
    public async Task The_same_payee_by_the_same_paper_or_the_same_approval_is_a_sign_whatever_the_titles_and_times()
    {
        var (one, other) = (await app.Programme(), await app.Programme());
        var first = await app.Project(one, "冷库", how: p => p with { Measure = "brand", To = Day(2026, 3, 1) });
        var second = await app.Project(other, "民宿改造", how: p => p with { Measure = "guesthouse", From = Day(2026, 6, 1), Document = "县发改〔2026〕9号" });
        var third = await app.Project(one, "步道", how: p => p with { Measure = "services", From = Day(2025, 1, 1), To = Day(2025, 6, 1), Document = "县发改〔2026〕9号" });
        await Paid(false, (first.Code, 1_000, "同一收款方", "同一凭证"), (second.Code, 2_000, "同一收款方", "同一凭证"));

        var found = (await app.As(null, (w, a) => FindDuplicates.Handle(new() { Under = Village }, w.Charts, w.Places, w.Db, a, default))).Value.Pairs;

        IReadOnlyList<DuplicateSign> Signs(PlanProject.Planned a, PlanProject.Planned b) => found.Single(p => p.One.Id == a.Id && p.Other.Id == b.Id || p.One.Id == b.Id && p.Other.Id == a.Id).Signs;
        Signs(first, second).ShouldBe([DuplicateSign.SamePayment]);
        Signs(second, third).ShouldBe([DuplicateSign.SameDocument]);
    }

    [Fact]
    public void Titles_that_say_the_same_in_other_signs_are_near_and_others_are_not()
    {
        FindDuplicates.IsNear("来料加工点（一期）", "来料加工点(一期)").ShouldBeTrue();
        FindDuplicates.IsNear("云上村冷链仓库建设", "冷链仓库建设").ShouldBeTrue();
        FindDuplicates.IsNear("来料加工点", "屋顶光伏").ShouldBeFalse();
    }
}
