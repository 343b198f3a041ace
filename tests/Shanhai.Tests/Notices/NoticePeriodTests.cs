using CsCheck;
using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Kernel;
using Shanhai.Notices;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Notices;

/// <summary>How long a notice stands, over thirty years of days and every matter that ships.</summary>
[AnyDatabase]
public sealed class NoticePeriodTests
{
    private static readonly MatterCatalogue Matters = MatterCatalogue.Read(Rules);

    private static readonly Gen<DateOnly> Days = Gen.Int[new DateOnly(2021, 5, 1).DayNumber, new DateOnly(2050, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<(Matter Matter, DeadlineRule Rule)> Known = Gen.Int[0, Matters.All.Count - 1].Select(i => Matters.All[i]).Select(m => (m, Plain.InForce(m.Rule, County, new(2026, 1, 1))!));

    private static Result<Clock> Start(string rule, DateOnly day, Term? longer = null) =>
        Shanhai.Host.Clocks.Clock.Start(Plain, rule, new(NoticesModule.Subject, Voice, County, Bureau), day, At($"{day:yyyy-MM-dd}"), longer);

    [Theory]
    [InlineData("appointment", "2026-11-23", "2026-11-30")]          // five working days, the week-end not counted
    [InlineData("appointment", "2025-09-28", "2025-10-11")]          // over the National Day and a Saturday that is worked
    [InlineData("social-assistance", "2026-11-23", "2026-11-30")]    // seven natural days
    [InlineData("social-assistance", "2026-02-09", "2026-02-24")]    // the seventh lies in the Spring Festival
    [InlineData("collective-asset", "2026-11-23", "2026-12-08")]
    [InlineData("reception", "2026-11-23", "2026-11-26")]
    public void A_notice_posted_on_a_day_stands_until(string matter, string posted, string ends)
    {
        var clock = Start(Matters.Find(matter)!.Rule, Day(posted)).Value;

        clock.DueOn.ShouldBe(Day(ends));
        clock.Waits.ShouldBeTrue();
        clock.WatchOn.ShouldBeNull("nobody has failed when a notice is over");
    }

    [Fact]
    public void Three_whole_days_stand_before_a_reception_as_they_did_in_Pujiang()
    {
        // The notice of 15, 16 and 17 September 2003, posted on the 14th; people were received on the 18th.
        var days = Start("GS.RECEPTION", new(2003, 9, 14)).Value.Explain(Plain).Days().Where(d => d.Role == DayRole.Counted).Select(d => d.Day).ToList();

        days.ShouldBe([new(2003, 9, 15), new(2003, 9, 16), new(2003, 9, 17)]);
    }

    [Fact]
    public void No_notice_ends_before_its_whole_days_have_passed_and_none_ends_on_a_day_off() =>
        Gen.Select(Known, Days).Sample((known, day) =>
        {
            var clock = Start(known.Rule.Code, day).Value;
            var deadline = clock.Explain(Plain);
            var counted = deadline.Days().Where(d => d.Role == DayRole.Counted).ToList();

            deadline.FirstDay.ShouldBe(day.AddDays(1));
            counted.Count.ShouldBe(known.Rule.Term.Count);
            counted.ShouldAllBe(d => d.Day > day && d.Day <= clock.DueOn);
            Plain.Calendar.WorkingDays.IsWorkingDay(clock.DueOn).Value.ShouldBeTrue();
            deadline.EndsAt.ShouldBe(ChinaDay.EndOf(clock.DueOn));
        });

    [Fact]
    public void A_longer_term_is_taken_never_ends_earlier_and_a_shorter_one_is_always_refused() =>
        Gen.Select(Known, Days, Gen.Int[-30, 60]).Sample((known, day, more) =>
        {
            var count = Math.Max(1, known.Rule.Term.Count + more);
            var term = Term.Parse($"{count} {known.Rule.Term.Unit}");

            var started = Start(known.Rule.Code, day, term);

            if (count < known.Rule.Term.Count)
            {
                started.Problem!.Code.ShouldBe("clock.shorter-than-law");
                return;
            }
            started.Value.DueOn.ShouldBeGreaterThanOrEqualTo(Start(known.Rule.Code, day).Value.DueOn);
        });

    [Fact]
    public void A_term_in_another_unit_is_refused_for_seven_days_may_be_less_than_five_worked_ones()
    {
        Start("GS.APPOINT", new(2026, 2, 12), new NaturalDays(60)).Problem!.Code.ShouldBe("clock.shorter-than-law");
        Start("XF.SORT", new(2026, 2, 12), new NaturalDays(60)).Problem!.Code.ShouldBe("clock.shorter-than-law", "a duty is no term to be waited out");
    }

    [Fact]
    public void A_later_posting_never_ends_earlier() =>
        Gen.Select(Known, Days, Gen.Int[0, 40]).Sample((known, day, later) =>
            Start(known.Rule.Code, day.AddDays(later)).Value.DueOn.ShouldBeGreaterThanOrEqualTo(Start(known.Rule.Code, day).Value.DueOn));

    [Fact]
    public void The_next_step_waits_for_the_end_for_every_objection_and_for_the_change_that_an_upheld_one_asks_for()
    {
        var today = new DateOnly(2026, 12, 1);
        MayProceed.Grounds Over(int unanswered = 0, int upheld = 0) => new(NoticeState.Posted, today.AddDays(-1), unanswered, upheld);

        MayProceed.Decide(Over(), today).ShouldBeNull();
        MayProceed.Decide(Over() with { EndsOn = today }, today)!.Code.ShouldBe("notice.step-runs", "the last day is not over");
        MayProceed.Decide(Over(unanswered: 1), today)!.Code.ShouldBe("notice.step-unanswered");
        MayProceed.Decide(Over(upheld: 1), today)!.Code.ShouldBe("notice.step-upheld");
        MayProceed.Decide(Over() with { State = NoticeState.Draft }, today)!.Code.ShouldBe("notice.step-not-posted");
        MayProceed.Decide(Over() with { State = NoticeState.Withdrawn }, today)!.Code.ShouldBe("notice.step-withdrawn");
    }

    [Fact]
    public void Every_matter_says_its_term_its_basis_and_what_is_not_certain()
    {
        Matters.All.Select(m => m.Code).ShouldBeUnique();
        foreach (var matter in Matters.All)
        {
            var rule = Rules.All.First(r => r.Code == matter.Rule);
            rule.Basis.Zh.ShouldNotBeNullOrWhiteSpace();
            matter.Fields.Any(f => f.Kind == FieldKind.Person).ShouldBe(matter.Naming is not null, matter.Code);
        }
        Rules.All.Single(r => r.Code == "GS.FUND").Mark.NeedsConfirmation.ShouldBeTrue();
        Rules.All.Single(r => r.Code == "GS.APPOINT").Term.ShouldBe(new WorkDays(5));
        Matters.Find("monitored-household")!.Channels.ShouldBe([NoticeChannel.Board]);
    }
}
