using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Identification;

/// <summary>
/// Two counties of an invented province with 1,000 villages each and three years of income, in which the truth is planted by the last digit of the
/// village's number: 0 weak throughout; 1 weak, then out; 3 weak, then not reported, then out; 4 weak, out, weak again; the others never.
/// </summary>
public sealed class WeakCounty : App
{
    public const string Code = "WEAK.T";
    public static readonly PlaceCode Province = 990000000000, North = 990101000000, South = 990102000000;

    public static PlaceCode Village(int number) =>
        (number < 1000 ? North : South).Value + (100 + number % 1000 / 100) * 1000L + 200 + number % 100;

    public static decimal? Income(int number, int year) => (number % 10, year) switch
    {
        (0, _) => 80_000,
        (1, 2022) or (3, 2022) or (4, not 2023) => 90_000,
        (3, 2023) => null,
        _ => 150_000,
    };

    protected override Task Fill() => Do(async (services, actor) =>
    {
        var rows = new List<RegisterRow> { new(Province, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(North, "北山县", Level.County), new(South, "南海县", Level.County) };
        var villages = Enumerable.Range(0, 2000).Select(i => (Number: i, Code: Village(i))).ToList();
        rows.AddRange(villages.Select(v => v.Code.Parent).Distinct().Select(t => new RegisterRow(t, $"{t.Value / 1000 % 1000}乡", Level.Township)));
        rows.AddRange(villages.Select(v => new RegisterRow(v.Code, $"第{v.Number}村", Level.Village)));
        (await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull();
        var cells = villages.SelectMany(v => new[] { 2022, 2023, 2024 }, (v, year) => (v, year, value: Income(v.Number, year)))
            .Where(c => c.value is not null).Select(c => new RecordFigures.Cell(c.v.Code, "CE.TOTAL", Period.Year(c.year), c.value!.Value));
        (await Record(services, actor, [.. cells])).Problem.ShouldBeNull();
        (await AdoptRule.Handle(new("WEAK.ZJ.2017", Province, Code, Period.Year(2022)), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<Catalogue>(), Clock, default)).Problem.ShouldBeNull();
    });

    public static Task<Result<RecordFigures.Recorded>> Record(IServiceProvider services, Actor actor, IReadOnlyList<RecordFigures.Cell> cells) =>
        RecordFigures.Handle(new(new(SourceKind.OfficialDocument, new(2025, 3, 31), "年度报表"), cells), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<TimeProvider>(), default);

    public async Task<RunRule.Done> Run(int year, PlaceCode? place = null)
    {
        RunRule.Done? done = null;
        await Do(async (services, actor) => done = (await Run(services, actor, year, place)).Value);
        return done!;
    }

    public static Task<Result<RunRule.Done>> Run(IServiceProvider services, Actor actor, int year, PlaceCode? place = null) => RunRule.Handle(
        new(Code, Period.Year(year), place), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Judge>(), services.GetRequiredService<TimeProvider>(), default);

    public static Actor As(Role role, PlaceCode place) => new(null, role.ToString(), Door.Web, [new(role, place)], Composition.Access);
}
