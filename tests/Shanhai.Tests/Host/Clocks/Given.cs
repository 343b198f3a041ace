using Microsoft.Extensions.Time.Testing;
using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>The shipped rules and calendar, a county and two of its bodies, and a head who approves.</summary>
internal static class Given
{
    public static readonly DeadlineRules Rules = DeadlineRules.Read(ShippedData.PathOf("deadlines"));
    public static readonly ShippedCalendar Shipped = ShippedCalendar.Read(ShippedData.PathOf("calendars/cn.json"));
    public static readonly Deadlines Plain = With();

    public static readonly PlaceCode County = 330_127_000_000;
    public static readonly Guid Bureau = new("00000000-0000-7000-8000-00000000000a");
    public static readonly Guid Township = new("00000000-0000-7000-8000-00000000000b");
    public static readonly Guid Voice = new("00000000-0000-7000-8000-0000000000ff");

    public static Actor Head => new(new Id<User>(new("00000000-0000-7000-8000-0000000000aa")), "周主任", Door.Web, [new(Role.Leader, County)], Composition.Access);

    public static Deadlines With(IReadOnlyList<ProfileSwitch>? switches = null, IReadOnlyList<ServicePromise>? promises = null, IReadOnlyList<Calendar.Year>? years = null) =>
        new(0, Rules, new(Shipped, years ?? []), switches ?? [], promises ?? []);

    /// <summary>Noon in China on a day.</summary>
    public static FakeTimeProvider At(string day) => new(new DateTimeOffset(Day(day).ToDateTime(new(12, 0)), ChinaDay.Offset));

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    public static Clock Clock(string rule, string start, Deadlines? deadlines = null) =>
        Shanhai.Host.Clocks.Clock.Start(deadlines ?? Plain, rule, new("voice", Voice, County, Bureau), Day(start), At(start)).Value;

    public static Extension Longer(Term term, string noticeOn) =>
        Shanhai.Host.Clocks.Extension.Of(Head, term, "需要现场勘验", "延期告知书〔2026〕3号", Day(noticeOn)).Value;
}
