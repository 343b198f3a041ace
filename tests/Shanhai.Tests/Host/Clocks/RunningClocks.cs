using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Clocks;
using Shanhai.Host.Outside;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>Clocks in the database of an App, whose time only moves forward.</summary>
public abstract class RunningClocks(App app)
{
    private static readonly Guid[] Voices = [.. Enumerable.Range(1, 40).Select(i => new Guid($"00000000-0000-7000-8000-0000000001{i:00}"))];

    protected App App { get; } = app;

    protected DateOnly Today() => ChinaDay.Today(App.Clock);

    protected Task GoTo(DateOnly day)
    {
        var noon = ChinaDay.EndOf(day).AddHours(-12);
        if (noon > App.Clock.GetUtcNow())
        {
            App.Clock.SetUtcNow(noon);
        }
        return Task.CompletedTask;
    }

    protected async Task<Id<Clock>> Start(string rule, int voice)
    {
        var clock = Shanhai.Host.Clocks.Clock.Start(Plain, rule, new("voice", Voices[voice], County, Bureau), Today(), App.Clock).Value;
        await App.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Clocks.Add(clock);
            db.Record(actor, "voice.accept", "voice:x");
            await db.SaveChangesAsync();
        });
        return clock.Id;
    }

    protected Task Change(Id<Clock> id, Func<Clock, Problem?> change) => App.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        change(await db.Clocks.SingleAsync(c => c.Id == id)).ShouldBeNull();
        db.Record(actor, "voice.change", "voice:x");
        await db.SaveChangesAsync();
    });

    protected Task<Clock> Get(Id<Clock> id) => App.Ask(db => db.Clocks.AsNoTracking().SingleAsync(c => c.Id == id));

    protected Task<Lapse?> Lapse(Id<Clock> id) => App.Ask(db => db.Lapses.AsNoTracking().SingleOrDefaultAsync(l => l.Clock == id));
}
