using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>The year of the App of this class gets a table, so it stands apart from those that count on there being none.</summary>
public sealed class ReckonAnewTests(App app) : RunningClocks(app), IClassFixture<App>
{
    [Fact]
    public async Task A_table_that_arrives_moves_the_provisional_days_and_only_an_administrator_enters_it()
    {
        await GoTo(Day("2028-12-20"));
        var clock = await Start("XF.SORT", 30);
        var before = await Get(clock);
        before.Provisional.ShouldBeTrue();
        var year = before.DueOn.Year;
        var days = Enumerable.Range(1, 14).Select(d => new ShippedCalendar.Day(new(year, 1, d), new("元旦", "New Year's Day"), ShippedCalendar.Kind.Holiday)).ToList();
        var input = new PublishYear(year, "国务院办公厅通知", "Notice of the State Council's General Office", days);

        (await Publish(input, Head)).Problem.ShouldBe(Problem.NotAllowed);
        (await Publish(input with { Days = days[..5] })).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("calendar.too-few");
        (await Publish(input with { Days = [.. days, new(new(year + 1, 1, 1), new("元旦", "x"), ShippedCalendar.Kind.Holiday)] })).Problem!.Fields[0].Key.ShouldBe("calendar.stray");
        (await Publish(input)).Problem.ShouldBeNull();
        await App.RunJobs();

        var after = await Get(clock);
        after.Provisional.ShouldBeFalse();
        after.DueOn.ShouldBeGreaterThan(new DateOnly(year, 1, 14));
        after.Version.ShouldBe(before.Version + 1);
        (await App.Ask(db => db.Journal.AnyAsync(e => e.Verb == ClocksModule.Reckon))).ShouldBeTrue();
    }

    private async Task<Result<PublishYear.Published>> Publish(PublishYear input, Actor? by = null)
    {
        Result<PublishYear.Published>? answer = null;
        await App.Do(async (services, actor) => answer = await PublishYear.Handle(input, services.GetRequiredService<CurrentDeadlines>(), services.GetRequiredService<Db>(), by ?? actor, default));
        return answer!;
    }
}
