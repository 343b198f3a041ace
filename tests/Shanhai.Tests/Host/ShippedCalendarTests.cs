using Shanhai.Host.Outside;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host;

[AnyDatabase]
public sealed class ShippedCalendarTests
{
    private static readonly ShippedCalendar China = ShippedCalendar.Read(ShippedData.PathOf("calendars/cn.json"));

    [Theory]
    [InlineData(2024, 28, 8)]
    [InlineData(2025, 28, 5)]
    [InlineData(2026, 33, 6)]
    public void A_year_has_its_days_off_and_make_up_days(int year, int off, int worked)
    {
        China.Years[year].Count(d => d.Kind == ShippedCalendar.Kind.Holiday).ShouldBe(off);
        China.Years[year].Count(d => d.Kind == ShippedCalendar.Kind.Workday).ShouldBe(worked);
    }

    [Fact]
    public void Every_year_from_2004_to_2026_is_there_and_every_make_up_day_is_a_weekend_day()
    {
        China.Years.Keys.Order().ShouldBe(Enumerable.Range(2004, 23));
        China.Years.Values.SelectMany(d => d).Where(d => d.Kind == ShippedCalendar.Kind.Workday)
            .ShouldAllBe(d => d.Date.DayOfWeek == DayOfWeek.Saturday || d.Date.DayOfWeek == DayOfWeek.Sunday);
    }

    [Fact]
    public void Every_year_carries_its_source_and_from_2007_on_the_notice_itself()
    {
        China.Source.Zh.ShouldNotBeEmpty();
        China.Notices.Keys.Order().ShouldBe(Enumerable.Range(2007, 20));
        China.Notices.Values.SelectMany(n => n).ShouldAllBe(n => n.Contains("www.gov.cn/"));
    }

    [Fact]
    public void Without_the_file_there_are_no_years_and_every_day_is_provisional()
    {
        var none = ShippedCalendar.ReadOrNone(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

        none.Years.ShouldBeEmpty();
        none.WorkingDays.PlusWorkingDays(new(2026, 9, 30), 1).ShouldBe(new(new(2026, 10, 1), Provisional: true));
    }

    [Fact]
    public void A_day_is_named_in_both_languages() =>
        China.Years[2025].Single(d => d.Date == new DateOnly(2025, 5, 31)).Name.ShouldBe(new Both("端午节", "Dragon Boat Festival"));

    [Theory]
    [InlineData("""{ "code": "CN" }""")]
    [InlineData("""{ "code": "CN", "source": { "zh": "甲", "en": "a" }, "years": { "2025": [ { "date": "2025-13-01", "zh": "甲", "en": "a", "kind": "holiday" } ] } }""")]
    [InlineData("""{ "code": "CN", "source": { "zh": "甲", "en": "a" }, "years": { "2025": [ { "date": "2024-01-01", "zh": "甲", "en": "a", "kind": "holiday" } ] } }""")]
    [InlineData("not json")]
    public void A_bad_calendar_is_refused_with_its_file(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        File.WriteAllText(path, text);

        Should.Throw<FormatException>(() => ShippedCalendar.Read(path)).Message.ShouldContain(Path.GetFileName(path));
        File.Delete(path);
    }
}
