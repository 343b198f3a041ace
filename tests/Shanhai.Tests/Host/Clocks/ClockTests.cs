using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

[AnyDatabase]
public sealed class ClockTests
{
    [Fact]
    public void A_clock_knows_its_rule_its_end_and_when_the_job_must_look()
    {
        var clock = Clock("XF.HANDLE", "2026-03-04");

        clock.ShouldSatisfyAllConditions(
            c => c.DueOn.ShouldBe(Day("2026-05-06")),
            c => c.WatchOn.ShouldBe(Day("2026-05-07")),
            c => c.Row.ShouldBe("XF.HANDLE"),
            c => c.Right.ShouldBeFalse(),
            c => c.Provisional.ShouldBeFalse());
    }

    [Fact]
    public void A_start_in_the_future_is_refused_and_today_is_today_in_China()
    {
        var justAfterMidnight = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 16, 0, 0, TimeSpan.Zero));

        Start("XF.SORT", "2026-03-04", justAfterMidnight).Problem!.Code.ShouldBe("clock.starts-in-future");
        Start("XF.SORT", "2026-03-03", justAfterMidnight).Problem.ShouldBeNull();
    }

    [Fact]
    public void A_rule_that_is_not_there_or_only_extends_starts_no_clock()
    {
        Start("XF.NOPE", "2026-03-02", At("2026-03-02")).Problem!.Code.ShouldBe("clock.no-rule");
        Start("XF.EXT", "2026-03-02", At("2026-03-02")).Problem!.Code.ShouldBe("clock.no-rule");
        Start("XF.SORT", "2021-03-02", At("2026-03-02")).Problem!.Code.ShouldBe("clock.no-rule");
    }

    [Fact]
    public void A_petitioners_right_and_a_public_notice_are_never_watched()
    {
        Clock("XF.REVIEW.ASK", "2026-03-02").ShouldSatisfyAllConditions(c => c.Right.ShouldBeTrue(), c => c.WatchOn.ShouldBeNull());
        Clock("JZ.PUBLIC", "2026-03-02").ShouldSatisfyAllConditions(c => c.Waits.ShouldBeTrue(), c => c.WatchOn.ShouldBeNull());
    }

    [Fact]
    public void Done_within_the_last_day_is_in_time_and_a_minute_later_is_late()
    {
        var (inTime, late) = (Clock("XF.SORT", "2026-03-02"), Clock("XF.SORT", "2026-03-02"));

        inTime.Stop(new(2026, 3, 17, 23, 59, 59, ChinaDay.Offset)).ShouldBeNull();
        late.Stop(new(2026, 3, 17, 16, 0, 0, TimeSpan.Zero)).ShouldBeNull();

        inTime.WatchOn.ShouldBeNull();
        late.StoppedOn.ShouldBe(Day("2026-03-18"));
        late.WatchOn.ShouldBe(Day("2026-03-18"));
        late.Stop(new(2026, 3, 19, 0, 0, 0, ChinaDay.Offset))!.Code.ShouldBe("clock.stopped");
    }

    [Fact]
    public void A_hearing_stops_the_re_check_and_adds_its_days()
    {
        var clock = Clock("XF.RECHECK.DO", "2026-03-02");

        clock.Pause(Plain, "hearing", Day("2026-03-10"), At("2026-03-10")).ShouldBeNull();
        clock.WatchOn.ShouldBeNull();
        clock.Pause(Plain, "hearing", Day("2026-03-11"), At("2026-03-11"))!.Code.ShouldBe("clock.paused");
        clock.Resume(Plain, Day("2026-03-15"), At("2026-03-15")).ShouldBeNull();

        clock.DueOn.ShouldBe(Day("2026-04-07"));
        clock.WatchOn.ShouldBe(Day("2026-04-08"));
        clock.Resume(Plain, Day("2026-03-16"), At("2026-03-16"))!.Code.ShouldBe("clock.not-paused");
    }

    [Fact]
    public void Where_the_rule_knows_no_pause_there_is_none()
    {
        Clock("XF.HANDLE", "2026-03-04").Pause(Plain, "hearing", Day("2026-03-10"), At("2026-03-10"))!.Code.ShouldBe("clock.no-pause");
        Clock("XF.RECHECK.DO", "2026-03-02").Pause(Plain, "holiday", Day("2026-03-10"), At("2026-03-10"))!.Code.ShouldBe("clock.no-pause");
        Clock("XF.RECHECK.DO", "2026-03-02").Pause(Plain, "hearing", Day("2026-05-10"), At("2026-05-10"))!.Code.ShouldBe("clock.pause-outside");
    }

    [Fact]
    public void An_extension_needs_a_named_person_a_reason_and_the_notice()
    {
        var (term, day) = (new NaturalDays(30), Day("2026-05-04"));

        Extension.Of(Head, term, " ", "告知书", day).Problem!.Fields.ShouldHaveSingleItem().Field.ShouldBe("reason");
        Extension.Of(Head, term, "需要勘验", null, day).Problem!.Fields.ShouldHaveSingleItem().Field.ShouldBe("notice");
        Extension.Of(Head, term, "需要勘验", "告知书", null).Problem!.Fields.ShouldHaveSingleItem().Field.ShouldBe("noticeOn");
        Extension.Of(Actor.Program(Composition.Access), term, "需要勘验", "告知书", day).Problem!.Code.ShouldBe("clock.approver-unnamed");
        Extension.Of(Actor.Operator(Composition.Access, "operator"), term, "需要勘验", "告知书", day).Problem!.Code.ShouldBe("clock.approver-unnamed");
        typeof(Extension).GetConstructors().ShouldBeEmpty();
    }

    [Fact]
    public void An_extension_gives_once_what_the_law_allows_while_the_time_still_runs()
    {
        var clock = Clock("XF.HANDLE", "2026-03-04");

        clock.Extend(Plain, Longer(new NaturalDays(31), "2026-05-04"), At("2026-05-04"))!.Code.ShouldBe("clock.extension-too-long");
        clock.Extend(Plain, Longer(new WorkDays(20), "2026-05-04"), At("2026-05-04"))!.Code.ShouldBe("clock.extension-too-long");
        clock.Extend(Plain, Longer(new NaturalDays(30), "2026-05-05"), At("2026-05-04"))!.Code.ShouldBe("clock.notice-outside");
        clock.Extend(Plain, Longer(new NaturalDays(30), "2026-05-04"), At("2026-05-04")).ShouldBeNull();

        clock.ShouldSatisfyAllConditions(
            c => c.ExtendedFrom.ShouldBe(Day("2026-05-06")),
            c => c.DueOn.ShouldBe(Day("2026-06-02")),
            c => c.ExtendedByName.ShouldBe("周主任"),
            c => c.WatchOn.ShouldBe(Day("2026-06-03")));
        clock.Extend(Plain, Longer(new NaturalDays(1), "2026-05-05"), At("2026-05-05"))!.Code.ShouldBe("clock.extended");
        Clock("XF.HANDLE", "2026-03-04").Extend(Plain, Longer(new NaturalDays(30), "2026-05-07"), At("2026-05-07"))!.Code.ShouldBe("clock.extension-late");
        Clock("XF.SORT", "2026-03-04").Extend(Plain, Longer(new NaturalDays(5), "2026-03-05"), At("2026-03-05"))!.Code.ShouldBe("clock.no-extension");
    }

    [Fact]
    public void Under_the_profile_of_2016_the_time_and_its_extension_are_those_of_2016()
    {
        var on = With(switches: [new() { Id = default, Profile = "ZJXF2016", Place = County, From = Day("2026-01-01"), Basis = "试行" }]);
        var clock = Clock("XF.HANDLE", "2026-03-04", on);

        clock.Row.ShouldBe("ZJXF2016.HANDLE");
        clock.DueOn.ShouldBe(Day("2026-04-03"));
        clock.Extend(on, Longer(new NaturalDays(60), "2026-04-01"), At("2026-04-01")).ShouldBeNull();
        clock.DueOn.ShouldBe(Day("2026-06-02"));
    }

    [Fact]
    public void Another_body_keeps_the_dates_and_has_only_its_own_promise()
    {
        var promised = With(promises: [new() { Id = default, Body = Bureau, Rule = "XF.HANDLE", Term = "20 nd", From = Day("2026-01-01") }]);
        var clock = Clock("XF.HANDLE", "2026-03-04", promised);
        clock.PromisedOn.ShouldBe(Day("2026-03-24"));

        clock.Reroute(promised, Township).ShouldBeNull();

        clock.ShouldSatisfyAllConditions(
            c => c.Body.ShouldBe(Township), c => c.PromisedOn.ShouldBeNull(), c => c.StartedOn.ShouldBe(Day("2026-03-04")), c => c.DueOn.ShouldBe(Day("2026-05-06")));
    }

    [Fact]
    public void A_provisional_clock_is_reckoned_anew_when_the_table_arrives()
    {
        var clock = Clock("XF.SORT", "2026-12-17");
        clock.ShouldSatisfyAllConditions(c => c.DueOn.ShouldBe(Day("2027-01-01")), c => c.Provisional.ShouldBeTrue());
        var table = With(years: [new(2027, new("通知", "notice"), [new(Day("2027-01-01"), new("元旦", "New Year's Day"), ShippedCalendar.Kind.Holiday)])]);

        clock.ReckonAnew(table).ShouldBeTrue();

        clock.ShouldSatisfyAllConditions(c => c.DueOn.ShouldBe(Day("2027-01-04")), c => c.Provisional.ShouldBeFalse(), c => c.WatchOn.ShouldBe(Day("2027-01-05")));
        clock.ReckonAnew(table).ShouldBeFalse();
    }

    private static Result<Clock> Start(string rule, string day, TimeProvider time) =>
        Shanhai.Host.Clocks.Clock.Start(Plain, rule, new("voice", Voice, County, Bureau), Day(day), time);
}
