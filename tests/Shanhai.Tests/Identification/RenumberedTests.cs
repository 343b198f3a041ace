using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Tests.Identification;

/// <summary>A county takes another code: its rule judges on, and its villages go on from where they stood.</summary>
public sealed class RenumberedTests(RenumberedTests.Register app) : IClassFixture<RenumberedTests.Register>
{
    private static readonly PlaceCode Weak = Village(990101000000, 201), Out = Village(990101000000, 202), Exempt = Village(990101000000, 203);

    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            var rows = new List<RegisterRow> { new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City) };
            foreach (var (county, name) in new (PlaceCode, string)[] { (990101000000, "北山县"), (990102000000, "南海县"), (990103000000, "西岭县") })
            {
                rows.AddRange([new(county, name, Level.County), new(county.Value + 101_000, "石门乡", Level.Township)]);
                rows.AddRange(Enumerable.Range(201, 4).Select(n => new RegisterRow(Village(county, n), $"第{n}村", Level.Village)));
            }
            (await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default, services.GetRequiredService<CurrentRegister>())).Problem.ShouldBeNull();
            decimal Income(PlaceCode place, int year) => place == Weak || place == Exempt || place == Out && year != 2023 ? 80_000 : 150_000;
            var cells = rows.Where(r => r.Level == Level.Village).SelectMany(_ => new[] { 2022, 2023, 2024 }, (r, year) => new RecordFigures.Cell(r.Code, "CE.TOTAL", Period.Year(year), Income(r.Code, year)));
            (await WeakCounty.Record(services, actor, [.. cells])).Problem.ShouldBeNull();
        });
    }

    private static PlaceCode Village(PlaceCode county, int number) => new(county.Value + 101_000 + number);

    private async Task Publish(string code, PlaceCode county, params Exemption[] exemptions) => await app.Do(async (services, actor) =>
    {
        var rule = GivenRule.When("""{ "compare": "CE.TOTAL", "is": "<", "to": "100000 yuan" }""", county.ToString()) with { Code = code, From = Period.Year(2022), Exemptions = exemptions };
        (await PublishRule.Handle(new(rule), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), app.Clock, default)).Problem.ShouldBeNull();
    });

    private async Task<RunRule.Done> Run(string code, int year)
    {
        Result<RunRule.Done> done = null!;
        await app.Do(async (services, actor) =>
            done = await RunRule.Handle(new(code, Period.Year(year)), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Judge>(), app.Clock, default));
        done.Problem.ShouldBeNull();
        return done.Value;
    }

    private async Task<Id<PlaceEvent>> Renumber(PlaceCode county, PlaceCode to)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Result<RecordPlaceChange.Recorded> done = null!;
        await app.Do(async (services, actor) => done = await RecordPlaceChange.Handle(
            new() { Kind = PlaceEventKind.Transferred, Place = county, Into = to, On = new(2025, 7, 1), Document = "示政发〔2025〕1 号" }, false,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default));
        done.Problem.ShouldBeNull();
        // Columns ask for the stamps twice a second; the clock stands still by itself.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        return done.Value.Event!.Value;
    }

    private Task<List<Finding>> InForce(string code, int year) =>
        app.Ask(db => db.Findings.AsNoTracking().Where(f => f.Rule == code && f.Period == Period.Year(year) && f.SupersededAt == null).OrderBy(f => f.Place).ToListAsync());

    [Fact]
    public async Task A_rule_goes_on_under_the_new_code_and_its_villages_go_on_from_where_they_stood()
    {
        PlaceCode old = 990101000000, now = 990151000000;
        await Publish("ALONG", old, new Exemption(Exempt, "示政〔2022〕3 号", Period.Year(2022)));
        var first = await Run("ALONG", 2022);
        await Run("ALONG", 2023);
        var left = (await InForce("ALONG", 2023)).Single(f => f.Place == Out);
        await app.Do(async (services, actor) => (await ConfirmExit.Handle(left.Id, new("张县长", "山政〔2024〕3 号", new(2024, 3, 1)), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull());

        await Renumber(old, now);
        var again = await Run("ALONG", 2023);
        var last = await Run("ALONG", 2024);

        (first.Judged, first.Holds, first.New, first.Exempt).ShouldBe((4, 2, 2, 1));
        (again.Place, again.Judged, again.Holds, again.Continuing, again.Exited, again.Exempt).ShouldBe((now, 4, 1, 1, 1, 1));
        (last.Judged, last.Holds, last.Continuing, last.Relapsed, last.New).ShouldBe((4, 2, 1, 1, 0));
        // What was found under the old code in the year that was run again is superseded; the year before stays as it was found.
        (await InForce("ALONG", 2023)).Select(f => f.Place).ShouldBe([Village(now, 201), Village(now, 202), Village(now, 203), Village(now, 204)]);
        (await InForce("ALONG", 2023)).Single(f => f.Place == Village(now, 202)).ExitBy.ShouldBe("张县长");
        (await InForce("ALONG", 2023)).Single(f => f.Place == Village(now, 203)).SaidZh.ShouldContain("示政〔2022〕3 号");
        (await InForce("ALONG", 2022)).Select(f => f.Place.At(Level.County)).Distinct().ShouldBe([old]);
        (await app.Ask(db => db.RuleRuns.CountAsync(r => r.Rule == "ALONG" && r.Period == Period.Year(2023) && r.SupersededAt == null))).ShouldBe(1);
    }

    [Fact]
    public async Task A_rule_and_a_plan_come_back_when_the_change_is_undone_and_the_journal_counts_what_went_along()
    {
        PlaceCode old = 990102000000, now = 990152000000;
        await Publish("BACK", old);
        await app.Do(async (services, actor) => (await SavePlan.Handle(Village(old, 201), new(0, new([], [], [])), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<Catalogue>(), services.GetRequiredService<MeasureCatalogue>(), app.Clock, default)).Problem.ShouldBeNull());
        Task<PlaceCode> Jurisdiction() => app.Ask(db => db.RuleVersions.AsNoTracking().Where(v => v.Code == "BACK").Select(v => v.Jurisdiction).SingleAsync());
        Task<PlaceCode> Planned() => app.Ask(db => db.Plans.AsNoTracking().Select(p => p.Place).SingleAsync());

        var id = await Renumber(old, now);

        (await Jurisdiction(), await Planned()).ShouldBe((now, Village(now, 201)));
        var told = await app.Ask(db => db.Journal.AsNoTracking().Where(e => e.Subject == "place:" + old).Select(e => e.Summary).SingleAsync());
        told.ShouldNotBeNull();
        told.ShouldContain("\"rules.title\":1");
        told.ShouldContain("\"plan.use\":1");
        await app.Do(async (services, actor) => (await UndoPlaceChange.Handle(id, new("录错"), services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(),
            services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());
        (await Jurisdiction(), await Planned()).ShouldBe((old, Village(old, 201)));
    }

    [Fact]
    public async Task A_change_is_not_undone_once_a_rule_was_made_under_the_new_code()
    {
        PlaceCode old = 990103000000, now = 990153000000;
        var id = await Renumber(old, now);
        await Publish("BUILT", now);

        await app.Do(async (services, actor) => (await UndoPlaceChange.Handle(id, new("录错"), services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(),
            services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem!.Code.ShouldBe("place-event-built-upon"));
    }
}
