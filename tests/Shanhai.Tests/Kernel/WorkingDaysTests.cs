using CsCheck;
using Shanhai.Host.Outside;
using Shanhai.Kernel;

namespace Shanhai.Tests.Kernel;

[AnyDatabase]
public sealed class WorkingDaysTests
{
    private static readonly WorkingDays China = ShippedCalendar.Read(ShippedData.PathOf("calendars/cn.json")).WorkingDays;

    // Thirty years, seven of them without a table.
    private static readonly Gen<DateOnly> Days = Gen.Int[new DateOnly(2004, 1, 1).DayNumber, new DateOnly(2033, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    [Theory]
    [InlineData("2025-01-27", true)]  // Monday before the Spring Festival
    [InlineData("2025-01-26", true)]  // a Sunday that is worked for it
    [InlineData("2025-01-28", false)] // New Year's Eve
    [InlineData("2025-02-05", true)]
    [InlineData("2025-02-08", true)]  // a Saturday that is worked
    [InlineData("2025-09-28", true)]  // a Sunday that is worked for the National Day
    [InlineData("2025-10-08", false)]
    [InlineData("2025-10-11", true)]
    [InlineData("2025-10-12", false)]
    public void The_notice_decides_over_the_weekday(string day, bool worked) =>
        China.IsWorkingDay(Day(day)).ShouldBe(new(worked, Provisional: false));

    [Fact]
    public void Five_working_days_over_the_National_Day_are_not_five_natural_days()
    {
        China.PlusWorkingDays(Day("2025-09-29"), 5).ShouldBe(new(Day("2025-10-13"), false));
        Day("2025-09-29").AddDays(5).ShouldBe(Day("2025-10-04"));
        China.WorkingDaysBetween(Day("2025-09-29"), Day("2025-10-13")).ShouldBe(new(5, false));
    }

    [Fact]
    public void A_year_without_a_table_counts_weekends_and_says_provisional()
    {
        China.IsWorkingDay(Day("2030-10-01")).ShouldBe(new(true, true));
        China.PlusWorkingDays(Day("2026-12-30"), 1).Provisional.ShouldBeFalse();
        China.PlusWorkingDays(Day("2026-12-30"), 2).ShouldBe(new(Day("2027-01-01"), true));
        WorkingDays.WeekendsOnly.PlusWorkingDays(Day("2025-09-30"), 1).ShouldBe(new(Day("2025-10-01"), true));
    }

    [Fact]
    public void Zero_working_days_is_the_day_itself() =>
        China.PlusWorkingDays(Day("2025-10-01"), 0).ShouldBe(new(Day("2025-10-01"), false));

    [Fact]
    public void Adding_and_taking_away_gives_the_working_day_back() =>
        Gen.Select(Days, Gen.Int[0, 260]).Where((day, _) => China.IsWorkingDay(day).Value)
            .Sample((day, count) => China.PlusWorkingDays(China.PlusWorkingDays(day, count).Value, -count).Value.ShouldBe(day), iter: 2_000);

    [Fact]
    public void What_was_added_lies_between() =>
        Gen.Select(Days, Gen.Int[-260, 260]).Sample((day, count) => China.WorkingDaysBetween(day, China.PlusWorkingDays(day, count).Value).Value.ShouldBe(count), iter: 2_000);

    [Fact]
    public void Order_is_kept() =>
        Gen.Select(Days, Days, Gen.Int[0, 260]).Sample((a, b, count) =>
        {
            var (first, last) = a <= b ? (a, b) : (b, a);
            China.PlusWorkingDays(first, count).Value.ShouldBeLessThanOrEqualTo(China.PlusWorkingDays(last, count).Value);
        }, iter: 2_000);

    [Fact]
    public void An_answer_is_a_working_day_and_never_nearer_than_the_natural_days() =>
        Gen.Select(Days, Gen.Int[1, 260]).Sample((day, count) =>
        {
            var answer = China.PlusWorkingDays(day, count).Value;
            China.IsWorkingDay(answer).Value.ShouldBeTrue();
            answer.ShouldBeGreaterThanOrEqualTo(day.AddDays(count));
        }, iter: 2_000);

    [Fact]
    public void Counts_of_adjoining_stretches_add_up() =>
        Gen.Select(Days, Days, Days).Sample((x, y, z) =>
        {
            DateOnly[] d = [x, y, z];
            Array.Sort(d);
            (China.WorkingDaysBetween(d[0], d[1]).Value + China.WorkingDaysBetween(d[1], d[2]).Value).ShouldBe(China.WorkingDaysBetween(d[0], d[2]).Value);
        }, iter: 300);

    [Fact]
    public void A_year_twice_a_stray_day_and_a_day_both_off_and_worked_are_refused()
    {
        var (may, june) = (Day("2025-05-01"), Day("2025-06-02"));

        Should.Throw<ArgumentException>(() => new WorkingDays([new(2025, [may], []), new(2025, [june], [])]));
        Should.Throw<ArgumentException>(() => new WorkingDays([new(2024, [may], [])]));
        Should.Throw<ArgumentException>(() => new WorkingDays([new(2025, [may], [may])]));
    }
}
