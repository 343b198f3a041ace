using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>The clock of the program stands at noon in China of the day that a test sets, and only moves forward.</summary>
public sealed class WatchClocksTests(App app) : RunningClocks(app), IClassFixture<App>
{
    [Fact]
    public async Task What_ran_out_at_midnight_is_found_once_shown_to_the_body_and_later_to_its_superior()
    {
        var start = Today();
        var (late, open, right, paused) = (await Start("XF.SORT", 0), await Start("XF.HANDLE", 1), await Start("XF.REVIEW.ASK", 2), await Start("XF.RECHECK.DO", 3));
        await Change(paused, c => c.Pause(Plain, "hearing", start, App.Clock));
        var due = (await Get(late)).DueOn;

        await GoTo(due);
        await Strike();
        (await Lapse(late)).ShouldBeNull();

        await GoTo(due.AddDays(1));
        var entries = await Entries();
        await Strike();
        var found = App.Clock.GetUtcNow();
        await Strike();

        (await Get(late)).ShouldSatisfyAllConditions(c => c.OverdueSince.ShouldBe(due.AddDays(1)), c => c.WatchOn.ShouldBeNull());
        (await Lapse(late))!.ShouldSatisfyAllConditions(
            l => l.Since.ShouldBe(due.AddDays(1)), l => l.Body.ShouldBe(Bureau), l => l.Rule.ShouldBe("XF.SORT"), l => l.ShownToBodyAt.ShouldBe(found),
            l => l.ShownToSuperiorAt.ShouldBeNull(), l => l.SettledAt.ShouldBeNull());
        (await Lapse(open)).ShouldBeNull();
        (await Entries()).ShouldBe(entries + 1);

        // Five working days of its own, then the superior sees it.
        var standing = Plain.Reckon(Rules.Row("LAPSE.SUPERIOR", County, due)!, due.AddDays(1)).Due;
        await GoTo(standing);
        await Strike();
        (await Lapse(late))!.ShownToSuperiorAt.ShouldBeNull();
        await GoTo(standing.AddDays(1));
        await Strike();
        (await Lapse(late))!.ShownToSuperiorAt.ShouldBe(App.Clock.GetUtcNow());

        var stopped = App.Clock.GetUtcNow();
        await Change(late, c => c.Stop(stopped));
        await Strike();
        (await Lapse(late))!.ShouldSatisfyAllConditions(l => l.SettledAt.ShouldBe(stopped), l => l.Settled.ShouldBe(LapseSettled.Late));
        // Neither a right nor a clock that stands still ever lapses.
        await GoTo(start.AddDays(120));
        await Strike();
        (await Lapse(right)).ShouldBeNull();
        (await Lapse(paused)).ShouldBeNull();
        (await Lapse(open)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_done_late_before_the_job_came_is_a_lapse_all_the_same_and_what_was_done_in_time_is_none()
    {
        var (late, inTime) = (await Start("XF.SORT", 10), await Start("XF.SORT", 11));
        var due = (await Get(late)).DueOn;
        await Change(inTime, c => c.Stop(ChinaDay.EndOf(due).AddSeconds(-1)));
        await Change(late, c => c.Stop(ChinaDay.EndOf(due)));
        await GoTo(due.AddDays(2));

        await Strike();

        (await Lapse(late))!.ShouldSatisfyAllConditions(l => l.Since.ShouldBe(due.AddDays(1)), l => l.SettledAt.ShouldBe(ChinaDay.EndOf(due)));
        (await Lapse(inTime)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_officers_who_close_at_once_the_second_is_told()
    {
        var clock = await Start("XF.SORT", 20);
        await using var scope = App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var mine = await db.Clocks.SingleAsync(c => c.Id == clock);
        await Change(clock, c => c.Stop(App.Clock.GetUtcNow()));

        mine.Stop(App.Clock.GetUtcNow()).ShouldBeNull();
        db.Record(Head, "voice.reply", "voice:x");

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
    }

    // One stroke of an instant is one job: the next comes a second later.
    private Task Strike()
    {
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        return App.Strike(ClocksModule.Watch);
    }

    private Task<int> Entries() => App.Ask(db => db.Journal.CountAsync(e => e.Verb == ClocksModule.Watch));
}
