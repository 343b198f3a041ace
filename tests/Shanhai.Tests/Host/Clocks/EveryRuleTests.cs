using CsCheck;
using Shanhai.Host.Clocks;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>Every row of the papers, by its value; and what every row says of every one of its days, over thirty years.</summary>
[AnyDatabase]
public sealed class EveryRuleTests
{
    // Code, term, "+" to be waited out, the article it rests on.
    private static readonly (string Code, string Term, string Bound, string Article)[] Papers =
    [
        ("XF.SORT", "15 nd", "", "第二十二条"), ("XF.NOTICE", "15 nd", "", "第二十三条"), ("XF.OBJECT", "5 wd", "", "第二十三条"), ("XF.HANDLE", "60 nd", "", "第三十四条"), ("XF.EXT", "30 nd", "", "第三十四条"),
        ("XF.REVIEW.ASK", "30 nd", "", "第三十五条"), ("XF.REVIEW.DO", "30 nd", "", "第三十五条"), ("XF.RECHECK.ASK", "30 nd", "", "第三十六条"), ("XF.RECHECK.DO", "30 nd", "", "第三十六条"),
        ("ZJXF2016.DECIDE", "5 wd", "", "浙江省信访条例"), ("ZJXF2016.HANDLE", "30 nd", "", "浙江省信访条例"), ("ZJXF2016.EXT", "60 nd", "", "浙江省信访条例"),
        ("JZ.REVIEW", "15 wd", "", "第十一条"), ("JZ.PUBLIC", "7 nd", "+", "第十一条"), ("JZ.APPROVE", "5 wd", "", "第十一条"), ("JZ.COMPLAINT", "15 nd", "", "第五十八条"),
        ("FFP.TOTAL", "15 nd", "", "防止返贫"), ("FFP.PUBLIC", "5 nd", "+", "防止返贫"), ("NJT.CONVENE", "10 nd", "+", "第二十七条"), ("NJT.DOCS", "10 nd", "+", "第四十六条"),
        ("ZC.CONSULT", "15 nd", "+", "浙江省农村集体资产管理条例"), ("ZC.VALUATION", "15 nd", "+", "浙江省农村集体资产管理条例"), ("ZC.LEGALCHECK", "7 wd", "", "浙江省农村集体资产管理条例"),
        ("ZC.MAJOR", "5 nd", "", "浙江省农村集体资产管理条例"), ("CW.ASSEMBLY", "10 nd", "+", "第二十一条"), ("CW.REPS", "3 nd", "+", "第二十三条"), ("CW.INQUIRY", "15 nd", "", "第三十六条"), ("CW.COMPLAINT", "20 nd", "", "第四十三条"),
        ("GOI.PROACTIVE", "20 wd", "", "第二十六条"), ("GOI.REPLY", "20 wd", "", "第三十三条"), ("GOI.EXT", "20 wd", "", "第三十三条"), ("GOI.SUPPLEMENT", "7 wd", "", "第三十条"), ("GOI.THIRDPARTY", "15 wd", "", "第三十二条"),
        ("PIPL.PIA.KEEP", "3 y", "+", "个人信息保护法"), ("LOG.KEEP", "6 m", "+", "网络安全法"), ("STAT.KEEP", "2 y", "+", "统计法实施条例"),
    ];

    [Fact]
    public void Every_row_of_the_papers_has_its_unit_its_value_its_bound_and_its_article()
    {
        Papers.Length.ShouldBe(36);
        foreach (var (code, term, bound, article) in Papers)
        {
            var rule = Rules.All.Single(r => r.Code == code);
            (rule.Code, rule.Term.ToString(), rule.Bound).ShouldBe((code, term, bound == "+" ? Bound.AtLeast : Bound.AtMost));
            rule.Basis.Zh.ShouldContain(article, customMessage: code);
        }
        Rules.All.Where(r => r.Pauses.Count > 0).Select(r => r.Code).ShouldBe(["XF.RECHECK.DO", "GOI.REPLY"], ignoreOrder: true);
        Rules.All.ShouldContain(r => r.Extends != null);
        Rules.All.Where(r => r.Extends is not null).ShouldAllBe(r => r.Approver != null);
    }

    [Fact]
    public void Every_rule_tells_every_one_of_its_days_in_both_languages() =>
        Gen.Select(Gen.Int[0, Rules.All.Count - 1].Select(i => Rules.All[i]), Gen.Int[new DateOnly(2004, 1, 1).DayNumber, new DateOnly(2033, 12, 31).DayNumber]).Sample((rule, at) =>
        {
            var start = DateOnly.FromDayNumber(at);
            var deadline = Plain.Reckon(rule, start);
            var told = ExplainedDeadline.Of(Plain, rule, deadline);

            told.Days.ShouldAllBe(d => Said(d.Why.Zh) && Said(d.Why.En) && d.Why.Zh != d.Why.En);
            told.Days[0].ShouldSatisfyAllConditions(d => d.Day.ShouldBe(start), d => d.Role.ShouldBe(DayRole.Start), d => d.Why.Zh.ShouldContain(rule.Begins.Zh), d => d.Why.En.ShouldContain(rule.Begins.En));
            told.Days[^1].Day.ShouldBe(told.Due);
            // One line a day, none left out but those that are counted as left out, from the event to the end.
            var day = start;
            foreach (var line in told.Days)
            {
                day = day.AddDays(line.Skipped);
                line.Day.ShouldBe(day);
                day = day.AddDays(1);
            }
            told.Provisional.ShouldBe(told.Days.Any(d => d.Provisional));
            told.EndsAt.ShouldBe(ChinaDay.EndOf(told.Due));
            told.EndsAt.TimeOfDay.ShouldBe(TimeSpan.Zero);
        }, iter: 2_000);

    [Fact]
    public void A_hearing_and_an_extension_are_told_too()
    {
        var clock = Clock("XF.RECHECK.DO", "2026-03-02");
        clock.Pause(Plain, "hearing", Day("2026-03-10"), At("2026-03-10")).ShouldBeNull();
        clock.Resume(Plain, Day("2026-03-15"), At("2026-03-15")).ShouldBeNull();
        var paused = ExplainedDeadline.Of(Plain, clock)!.Days.Where(d => d.Role == DayRole.Paused).ToList();
        paused.Count.ShouldBe(5);
        paused.ShouldAllBe(d => d.Why.Zh.Contains("听证") && d.Why.En.Contains("hearing"));

        var longer = Clock("XF.HANDLE", "2026-03-04");
        longer.Extend(Plain, Longer(new NaturalDays(30), "2026-05-04"), At("2026-05-04")).ShouldBeNull();
        var told = ExplainedDeadline.Of(Plain, longer)!;
        told.Extension!.Zh.ShouldContain("30");
        told.Days[^1].Day.ShouldBe(longer.DueOn);
    }

    private static bool Said(string text) => text.Length > 0 && !text.Contains('[') && !text.Contains('{');
}
