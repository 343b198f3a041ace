using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Analytics.Panel;
using Shanhai.Demonstration;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Programmes;

namespace Shanhai.Tests.Demonstration;

/// <summary>The first invented county with all its years, books and programmes.</summary>
public sealed class AddProgrammesTests(AddProgrammesTests.County app) : IClassFixture<AddProgrammesTests.County>
{
    public sealed class County : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            var (db, simulation, county) = (services.GetRequiredService<Db>(), Simulation.Of(), InventedProvince.Counties[0]);
            (await ImportPlaces.Handle(simulation.Province.Register.Where(r => r.Code.Level <= Level.County || county.Code.Contains(r.Code)), Simulation.Document, services.GetRequiredService<Pinyin>(), db, actor, default)).Problem.ShouldBeNull();
            services.GetRequiredService<CurrentRegister>().Written();
            for (var year = Simulation.FirstYear; year <= Simulation.LastYear; year++)
            {
                (await RecordFigures.Handle(new(new(SourceKind.Simulated, new(year + 1, 3, 31), Simulation.Document), simulation.Figures(county, year)), db, actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), Clock, default)).Problem.ShouldBeNull();
                db.ChangeTracker.Clear();
            }
            (await AddOrganisations.Handle(services, db, actor, default)).Problem.ShouldBeNull();
            (await AddBooks.Handle(services, simulation, db, actor, default)).Problem.ShouldBeNull();
            await AddProgrammes.Handle(services, simulation, db, actor, default);
        });
    }

    [Fact]
    public async Task What_the_projects_were_paid_is_what_the_books_say_and_one_thing_is_paid_for_twice()
    {
        await app.Do(async (services, actor) =>
        {
            var (db, charts, places, measures) = (services.GetRequiredService<Db>(), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<MeasureCatalogue>());
            var rows = (await FindProjects.Handle(new() { Q = "-99", Size = 500 }, measures, charts, places, db, actor, app.Clock, default)).Value.Rows;
            rows.Count.ShouldBeGreaterThan(20);
            rows.ShouldAllBe(r => r.PaidFen == r.BudgetFen);
            rows.ShouldContain(r => r.Percent == 100 && r.State == ProjectState.Done);
            rows.ShouldContain(r => r.LateMilestones > 0 && r.Percent < 100);
            (await FindDuplicates.Handle(new(), charts, places, db, actor, default)).Value.Pairs.ShouldHaveSingleItem().Signs.ShouldContain(DuplicateSign.NearTitle);
            (await db.VillageClasses.CountAsync()).ShouldBeGreaterThan(3);
        });
    }

    [Fact]
    public async Task The_estimator_finds_the_effect_that_the_simulator_gave_to_solar_power_in_the_facts_of_the_site()
    {
        await app.Do(async (services, actor) =>
        {
            var read = await ReadTreatment.Handle(new() { Measure = "solar", Indicator = "CE.OPERATING", From = Simulation.FirstYear, To = Simulation.LastYear, Log = true }, services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<Catalogue>(),
                services.GetRequiredService<FactColumns>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, default);
            read.Problem.ShouldBeNull();
            // The villages that the simulator lets grow by their county and by chance: what recovers, relapses, was joined or bought property grew for other reasons and is no comparison.
            var truth = Simulation.Of().Truth;
            var moved = truth.Adoptions.Where(a => a.Measure == "SIM.PROPERTY").Select(a => a.Village).Concat([truth.Joined.From, truth.Joined.Into]).ToHashSet();
            var alike = read.Value with { Rows = [.. read.Value.Rows.Where(r => truth.Lives[r.Unit].Story == Story.Ordinary && !moved.Contains(r.Unit))] };
            Shanhai.Analytics.Coefficient Effect(ReadTreatment.Treatment of) => GroupTimeEffects.Of(of.Panel(), new() { Gaps = PanelGaps.EachPair }).Average(AverageKind.Simple).Overall;

            var (overall, everybody) = (Effect(alike), Effect(read.Value));

            var known = Truth.Measures.Single(m => m.Code == "SIM.SOLAR").After(1);
            alike.Rows.Where(r => r.Adopted is > 0 and <= Simulation.LastYear).Select(r => r.Unit).Distinct().Count().ShouldBeGreaterThan(10);
            overall.StandardError.ShouldBeInRange(0.001, 0.03);
            overall.Value.ShouldBe(known, 0.05);
            overall.Value.ShouldBeGreaterThan(2 * overall.StandardError);
            // Against everybody the rise of those that recovered hides half of it, as docs/methods/simulator.md warns.
            everybody.Value.ShouldBeLessThan(known - 0.06);
        });
    }
}
