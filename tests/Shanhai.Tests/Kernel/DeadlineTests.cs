using CsCheck;
using Shanhai.Host.Outside;
using Shanhai.Kernel;

namespace Shanhai.Tests.Kernel;

/// <summary>The Civil Code's arithmetic, over thirty years of which seven have no table.</summary>
[AnyDatabase]
public sealed class DeadlineTests
{
    private static readonly WorkingDays China = ShippedCalendar.Read(ShippedData.PathOf("calendars/cn.json")).WorkingDays;

    private static readonly Gen<DateOnly> Days = Gen.Int[new DateOnly(2004, 1, 1).DayNumber, new DateOnly(2033, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<Term> Terms = Gen.OneOf<Term>(
        Gen.Int[1, 120].Select(n => (Term)new NaturalDays(n)), Gen.Int[1, 60].Select(n => (Term)new WorkDays(n)),
        Gen.Int[1, 18].Select(n => (Term)new Months(n)), Gen.Int[1, 3].Select(n => (Term)new Years(n)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    private static Deadline Reckon(string term, string start, params Pause[] pauses) => Deadline.Reckon(Term.Parse(term), Day(start), China, pauses);

    [Theory]
    [InlineData("15 nd", "2026-03-02", "2026-03-17", "2026-03-17")]
    [InlineData("15 nd", "2026-02-05", "2026-02-20", "2026-02-24")]  // within the Spring Festival, 15 to 23 February
    [InlineData("60 nd", "2026-03-04", "2026-05-03", "2026-05-06")]  // within Labour Day, 1 to 5 May
    [InlineData("5 wd", "2025-09-29", "2025-10-13", "2025-10-13")]   // over the National Day and a Saturday that is worked
    [InlineData("12 nd", "2026-02-16", "2026-02-28", "2026-02-28")]  // a Saturday that is worked: nothing moves
    [InlineData("1 m", "2026-01-31", "2026-02-28", "2026-02-28")]    // no 31 February: the month's last day
    [InlineData("6 m", "2025-08-31", "2026-02-28", "2026-02-28")]
    [InlineData("1 y", "2024-02-29", "2025-02-28", "2025-02-28")]
    [InlineData("3 y", "2023-05-20", "2026-05-20", "2026-05-20")]
    public void A_period_begins_the_day_after_and_moves_off_a_day_off(string term, string start, string counted, string due)
    {
        var deadline = Reckon(term, start);

        deadline.FirstDay.ShouldBe(Day(start).AddDays(1));
        deadline.LastCounted.ShouldBe(Day(counted));
        deadline.Due.ShouldBe(Day(due));
        deadline.MovedOffHoliday.ShouldBe(counted != due);
        deadline.Provisional.ShouldBeFalse();
    }

    [Fact]
    public void The_last_day_ends_at_midnight_in_China() =>
        Reckon("15 nd", "2026-03-02").EndsAt.ShouldBe(new DateTimeOffset(2026, 3, 18, 0, 0, 0, TimeSpan.FromHours(8)));

    [Theory]
    [InlineData("2026-03-02T23:59:59+08:00", "2026-03-02")]
    [InlineData("2026-03-03T00:00:00+08:00", "2026-03-03")]
    [InlineData("2026-03-02T15:59:59Z", "2026-03-02")]
    [InlineData("2026-03-02T16:00:00Z", "2026-03-03")]
    [InlineData("2025-12-31T06:00:00-10:00", "2026-01-01")]
    [InlineData("2026-12-31T23:59:59.9999999+08:00", "2026-12-31")]
    public void An_instant_is_a_day_in_China_whatever_the_zone_of_the_server(string instant, string day) =>
        ChinaDay.Of(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(Day(day));

    [Fact]
    public void The_same_instant_gives_the_same_day_in_every_zone_and_lies_within_it() =>
        Gen.Select(Gen.Long[new DateTime(2004, 1, 1).Ticks, new DateTime(2033, 12, 31).Ticks], Gen.Int[-14 * 60, 14 * 60]).Sample((ticks, minutes) =>
        {
            var instant = new DateTimeOffset(ticks, TimeSpan.Zero);
            var day = ChinaDay.Of(instant);
            ChinaDay.Of(instant.ToOffset(TimeSpan.FromMinutes(minutes))).ShouldBe(day);
            instant.ShouldBeLessThan(ChinaDay.EndOf(day));
            instant.ShouldBeGreaterThanOrEqualTo(ChinaDay.EndOf(day.AddDays(-1)));
        }, iter: 2_000);

    [Fact]
    public void A_hearing_is_not_counted()
    {
        var hearing = new Pause(Day("2026-03-10"), Day("2026-03-15"), "hearing");
        var deadline = Reckon("30 nd", "2026-03-02", hearing);

        deadline.Due.ShouldBe(Day("2026-04-07")); // 1 April + 5 days is the 6th, a day off for Qingming
        deadline.LastCounted.ShouldBe(Day("2026-04-06"));
        deadline.Days().Count(d => d.Role == DayRole.Paused).ShouldBe(5);
    }

    [Fact]
    public void An_extension_continues_from_the_last_counted_day()
    {
        var plain = Reckon("60 nd", "2026-03-04");
        var extended = Deadline.Reckon(new NaturalDays(60), Day("2026-03-04"), China, null, new NaturalDays(30));

        plain.Due.ShouldBe(Day("2026-05-06"));
        extended.LastCounted.ShouldBe(Day("2026-03-04").AddDays(90));
        extended.Due.ShouldBe(Day("2026-06-02"));
    }

    [Fact]
    public void It_explains_itself_day_by_day()
    {
        var days = Reckon("5 wd", "2025-09-29").Days().ToList();

        days.Select(d => d.Day).ShouldBe(Enumerable.Range(0, 15).Select(i => Day("2025-09-29").AddDays(i)));
        days[0].Role.ShouldBe(DayRole.Start);
        days[1].ShouldBe(new(Day("2025-09-30"), DayRole.Counted, 1, true, false));
        days[2].Role.ShouldBe(DayRole.Off);
        days[^1].ShouldBe(new(Day("2025-10-13"), DayRole.Counted, 5, true, false));
        Reckon("15 nd", "2026-02-05").Days().Select(d => d.Role).TakeLast(5)
            .ShouldBe([DayRole.Counted, DayRole.Moved, DayRole.Moved, DayRole.Moved, DayRole.MovedTo]);
    }

    [Fact]
    public void A_later_start_never_ends_earlier() =>
        Gen.Select(Days, Gen.Int[0, 40], Terms).Sample((start, later, term) =>
            Deadline.Reckon(term, start, China).Due.ShouldBeLessThanOrEqualTo(Deadline.Reckon(term, start.AddDays(later), China).Due), iter: 3_000);

    [Fact]
    public void Pauses_add_exactly_the_days_paused() =>
        Gen.Select(Days, Gen.Int[2, 90], Gen.Int[1, 60], Gen.Int[0, 30], Gen.Int[0, 20], Gen.Int[0, 10]).Sample((start, count, into, first, gap, second) =>
        {
            var term = new NaturalDays(count);
            var from = start.AddDays(1 + into % (count - 1));
            var again = from.AddDays(first + gap);
            Pause[] pauses = [new(from, from.AddDays(first), "hearing"), new(again, again.AddDays(second), "hearing")];
            var plain = Deadline.Reckon(term, start, China).LastCounted;
            // The second may lie after the end, which it then does not touch.
            var expected = plain.AddDays(first) is var end && again <= end ? end.AddDays(second) : end;
            Deadline.Reckon(term, start, China, pauses).LastCounted.ShouldBe(expected);
        }, iter: 3_000);

    [Fact]
    public void In_working_days_a_pause_adds_the_working_days_paused() =>
        Gen.Select(Days, Gen.Int[5, 40], Gen.Int[1, 20]).Sample((start, count, length) =>
        {
            var pause = new Pause(start.AddDays(2), start.AddDays(2 + length), "consultation");
            var paused = China.WorkingDaysBetween(pause.From.AddDays(-1), pause.Until.AddDays(-1)).Value;
            Deadline.Reckon(new WorkDays(count), start, China, [pause]).LastCounted.ShouldBe(China.PlusWorkingDays(start, count + paused).Value);
        }, iter: 3_000);

    [Fact]
    public void Taking_the_term_away_again_gives_the_day_of_the_event() =>
        Gen.Select(Days, Gen.Int[1, 60]).Sample((start, count) =>
        {
            Deadline.Reckon(new NaturalDays(count), start, China).LastCounted.AddDays(-count).ShouldBe(start);
            var due = Deadline.Reckon(new WorkDays(count), start, China).Due;
            China.WorkingDaysBetween(start, due).Value.ShouldBe(count);
            var back = China.PlusWorkingDays(due, -count).Value;
            (China.IsWorkingDay(start).Value ? back == start : China.WorkingDaysBetween(back, start).Value == 0 && back < start).ShouldBeTrue();
        }, iter: 3_000);

    [Fact]
    public void The_end_is_worked_and_nothing_drifts_across_years() =>
        Gen.Select(Days, Terms).Sample((start, term) =>
        {
            var deadline = Deadline.Reckon(term, start, China);
            var days = deadline.Days().ToList();
            China.IsWorkingDay(deadline.Due).Value.ShouldBeTrue();
            days.Count.ShouldBe(deadline.Due.DayNumber - start.DayNumber + 1);
            days.Index().ShouldAllBe(d => d.Item.Day == start.AddDays(d.Index));
            days.Where(d => d.Number is not null).Select(d => d.Number!.Value).ShouldBe(Enumerable.Range(1, days.Count(d => d.Role == DayRole.Counted)));
        }, iter: 1_000);

    [Fact]
    public void It_is_provisional_exactly_where_a_day_looked_up_lies_in_a_year_without_a_table() =>
        Gen.Select(Days, Terms).Sample((start, term) =>
        {
            var deadline = Deadline.Reckon(term, start, China);
            var first = term is WorkDays ? deadline.FirstDay : deadline.LastCounted;
            var touched = Enumerable.Range(first.Year, deadline.Due.Year - first.Year + 1);
            deadline.Provisional.ShouldBe(touched.Any(y => !China.Years.Contains(y)));
        }, iter: 3_000);

    [Fact]
    public void Without_any_table_it_counts_weekends_and_says_provisional() =>
        Deadline.Reckon(new NaturalDays(1), Day("2025-09-30"), WorkingDays.WeekendsOnly).ShouldSatisfyAllConditions(
            d => d.Due.ShouldBe(Day("2025-10-01")), d => d.Provisional.ShouldBeTrue());

    [Fact]
    public void Pauses_out_of_order_are_a_fault() =>
        Should.Throw<ArgumentException>(() => Reckon("30 nd", "2026-03-02", new(Day("2026-03-10"), Day("2026-03-15"), "a"), new(Day("2026-03-12"), Day("2026-03-16"), "a")));

    [Theory]
    [InlineData("15 nd", typeof(NaturalDays))]
    [InlineData(" 5 wd ", typeof(WorkDays))]
    [InlineData("6 m", typeof(Months))]
    [InlineData("3 y", typeof(Years))]
    public void A_term_is_read_and_written(string text, Type type)
    {
        Term.Parse(text).ShouldBeOfType(type);
        Term.Parse(text).ToString().ShouldBe(text.Trim());
    }

    [Theory]
    [InlineData("15")]
    [InlineData("0 nd")]
    [InlineData("-5 wd")]
    [InlineData("5 days")]
    [InlineData("99999 nd")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_term_is_not_read(string? text) => Term.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Natural_days_and_working_days_do_not_compare()
    {
        new NaturalDays(5).ShouldNotBe((Term)new WorkDays(5));
        new NaturalDays(5).IsLongerThan(new WorkDays(3)).ShouldBeNull();
        new NaturalDays(31).IsLongerThan(new NaturalDays(30)).ShouldBe(true);
    }
}
