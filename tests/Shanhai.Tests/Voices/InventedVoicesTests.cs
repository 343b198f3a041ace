using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Host.Persistence;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>The voices of the demonstration: in every kind, most states, and marked as told by nobody.</summary>
public sealed class InventedVoicesTests(InventedVoicesTests.Filled app) : IClassFixture<InventedVoicesTests.Filled>
{
    public sealed class Filled : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var places = Simulation.Of().Province.Register.Where(r => r.Code.Level <= Shanhai.Kernel.Level.County || r.Code.Value / 1000 is 990101101 or 990101102);
            (await ImportPlaces.Handle(places, Simulation.Document, services.GetRequiredService<Pinyin>(), db, actor, default, services.GetRequiredService<CurrentRegister>())).Problem.ShouldBeNull();
            (await AddOrganisations.Handle(services, db, actor, default)).Problem.ShouldBeNull();
            (await AddVoices.Handle(services, db, actor, default, 42)).Problem.ShouldBeNull();
        });
    }

    [Fact]
    public async Task They_are_of_every_kind_in_many_states_and_say_that_they_are_simulated()
    {
        var voices = await app.Ask(db => db.Voices.AsNoTracking().ToListAsync());

        voices.Count.ShouldBe(52);
        voices.Select(v => v.Kind).Distinct().Count().ShouldBe(3);
        voices.Select(v => v.State).Distinct().Count().ShouldBeGreaterThan(6);
        voices.ShouldAllBe(v => v.Text.StartsWith("（模拟）"));
        voices.ShouldContain(v => v.Due < Voice.NoClock);
        (await app.Ask(db => db.VoiceSignals.AnyAsync(s => s.Category == "water-power"))).ShouldBeTrue("what came in lately all at once is the first signal");
        (await app.Ask(db => db.Lapses.CountAsync(l => l.SubjectKind == VoicesModule.Subject))).ShouldBeGreaterThan(0);
    }
}
