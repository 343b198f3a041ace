using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

[AnyDatabase]
public sealed class DeadlineRulesTests
{
    private static readonly string[] Codes =
    [
        "XF.SORT", "XF.NOTICE", "XF.OBJECT", "XF.HANDLE", "XF.EXT", "XF.REVIEW.ASK", "XF.REVIEW.DO", "XF.RECHECK.ASK", "XF.RECHECK.DO",
        "ZJXF2016.DECIDE", "ZJXF2016.HANDLE", "ZJXF2016.EXT", "JZ.REVIEW", "JZ.PUBLIC", "JZ.APPROVE", "JZ.COMPLAINT", "FFP.TOTAL", "FFP.PUBLIC",
        "NJT.CONVENE", "NJT.DOCS", "ZC.CONSULT", "ZC.VALUATION", "ZC.LEGALCHECK", "ZC.MAJOR", "CW.ASSEMBLY", "CW.REPS", "CW.INQUIRY", "CW.COMPLAINT",
        "GOI.PROACTIVE", "GOI.REPLY", "GOI.EXT", "GOI.SUPPLEMENT", "GOI.THIRDPARTY", "PIPL.PIA.KEEP", "LOG.KEEP", "STAT.KEEP",
        "GS.APPOINT", "GS.PARTY", "GS.HONOUR", "GS.GOODPERSON", "GS.FUND", "GS.VOTERS", "GS.VOTERS.OBJECT", "GS.VOTERS.ANSWER", "GS.RECEPTION", "GS.OTHER",
    ];

    [Fact]
    public void Every_time_limit_of_the_papers_is_there_with_basis_event_and_mark()
    {
        Rules.All.Select(r => r.Code).Where(c => c != "LAPSE.SUPERIOR").ShouldBe(Codes, ignoreOrder: true);
        Rules.All.ShouldAllBe(r => r.Basis.Zh.Length > 0 && r.Basis.En.Length > 0 && r.Begins.Zh.Length > 0 && r.Begins.En.Length > 0 && r.Mark.Source.Length > 0 && r.Source.En.Length > 0);
    }

    [Theory]
    [InlineData("XF.SORT", "15 nd")]
    [InlineData("XF.OBJECT", "5 wd")]
    [InlineData("XF.HANDLE", "60 nd")]
    [InlineData("XF.EXT", "30 nd")]
    [InlineData("GOI.REPLY", "20 wd")]
    [InlineData("JZ.REVIEW", "15 wd")]
    [InlineData("LOG.KEEP", "6 m")]
    [InlineData("PIPL.PIA.KEEP", "3 y")]
    public void The_unit_is_that_of_the_law(string code, string term) => Rules.Row(code, County, Day("2026-03-02"))!.Term.ShouldBe(Term.Parse(term));

    [Fact]
    public void The_clock_of_the_re_check_stops_for_a_hearing_and_that_of_the_review_does_not()
    {
        Rules.Row("XF.RECHECK.DO", County, Day("2026-03-02"))!.Pauses.ShouldHaveSingleItem().Code.ShouldBe("hearing");
        Rules.Row("XF.REVIEW.DO", County, Day("2026-03-02"))!.Pauses.ShouldBeEmpty();
    }

    [Fact]
    public void A_row_holds_only_in_its_time_and_place()
    {
        Plain.InForce("XF.HANDLE", County, Day("2022-04-30")).ShouldBeNull();
        Plain.InForce("XF.HANDLE", County, Day("2022-05-01")).ShouldNotBeNull();
        Plain.InForce("JZ.REVIEW", 450_100_000_000, Day("2026-03-02")).ShouldBeNull();
    }

    [Fact]
    public void The_profile_of_2016_is_off_until_a_place_switches_it_on_from_a_day()
    {
        var on = With(switches: [new() { Id = default, Profile = "ZJXF2016", Place = 330_100_000_000, From = Day("2026-01-01"), To = Day("2026-07-01"), Basis = "杭信〔2026〕1号" }]);

        Plain.InForce("XF.HANDLE", County, Day("2026-03-02"))!.Code.ShouldBe("XF.HANDLE");
        on.InForce("XF.HANDLE", County, Day("2026-03-02"))!.Code.ShouldBe("ZJXF2016.HANDLE");
        on.InForce("XF.HANDLE", County, Day("2025-12-31"))!.Code.ShouldBe("XF.HANDLE");
        on.InForce("XF.HANDLE", County, Day("2026-07-01"))!.Code.ShouldBe("XF.HANDLE");
        on.InForce("XF.HANDLE", 330_200_000_000, Day("2026-03-02"))!.Code.ShouldBe("XF.HANDLE");
        on.InForce("XF.OBJECT", County, Day("2026-03-02"))!.Code.ShouldBe("XF.OBJECT");
    }

    [Theory]
    [InlineData("""{ "source": { "zh": "甲", "en": "a" }, "rules": [ { "code": "A" } ] }""")]
    [InlineData("""{ "source": { "zh": "甲", "en": "a" }, "rules": [ { "code": "A", "name": { "zh": "甲", "en": "a" }, "term": "15 days", "begins": { "zh": "甲", "en": "a" }, "basis": { "zh": "甲", "en": "a" }, "jurisdiction": "000000000000", "from": "2022-05-01", "mark": { "origin": "own", "source": "x" } } ] }""")]
    [InlineData("not json")]
    public void A_file_that_cannot_be_read_is_named(string text)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "bad.json"), text);

        Should.Throw<FormatException>(() => DeadlineRules.Read(folder)).Message.ShouldContain("bad.json");
        Directory.Delete(folder, true);
    }

    [Fact]
    public void Two_rows_of_one_code_on_one_day_are_refused()
    {
        var row = Rules.All.Single(r => r.Code == "XF.SORT");

        Should.Throw<FormatException>(() => new DeadlineRules([row, row with { From = Day("2024-01-01") }])).Message.ShouldContain("XF.SORT");
        new DeadlineRules([row with { To = Day("2024-01-01") }, row with { From = Day("2024-01-01") }]).All.Count.ShouldBe(2);
        Should.Throw<FormatException>(() => new DeadlineRules([row with { Extends = "NO.SUCH" }])).Message.ShouldContain("NO.SUCH");
    }
}
