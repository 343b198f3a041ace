using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Portal;

namespace Shanhai.Tests.Portal;

/// <summary>A county of two villages: one real figure, one simulated, one of an internal indicator.</summary>
public sealed class OpenCounty : App
{
    public const string Recorder = "王小明";
    public static readonly PlaceCode Province = new(97_00_00_000_000), County = new(97_01_01_000_000), Other = new(97_01_02_000_000);

    public Indicator Public { get; private set; } = null!;
    public Indicator Internal { get; private set; } = null!;

    protected override Task Fill() => Do(async (services, actor) =>
    {
        var (db, catalogue) = (services.GetRequiredService<Db>(), services.GetRequiredService<Catalogue>());
        foreach (var (code, name, lat) in new[] { (Province, "试省", 28.0), (new(97_01_00_000_000), "试市", 28.1), (County, "试县", 28.2), (Other, "邻县", 0), (new(97_01_01_001_000), "甲乡", 0), (new(97_01_01_001_201), "甲村", 0) })
        {
            db.Places.Add(new Place { Code = code, Level = code.Level, Name = name, Pinyin = "x", Initials = "x", Latitude = lat == 0 ? null : lat, Longitude = lat == 0 ? null : 119.5 });
        }
        db.Record(actor, "test.places", "place:test");
        await db.SaveChangesAsync();

        bool Plain(Indicator i) => i is { PeriodType: PeriodType.Year, RollUp: RollUp.Sum, IsDerived: false, Kind: IndicatorKind.Flow, FirstYear: null or <= 2024, LastYear: null or >= 2024 };
        Public = catalogue.All.First(i => i.Publicity == Publicity.Public && Plain(i));
        Internal = catalogue.All.First(i => i.Publicity == Publicity.Internal && Plain(i));
        var recorder = actor with { Name = Recorder };
        await Record(services, recorder, SourceKind.OfficialDocument, (new(97_01_01_001_201), Public.Code, 2024, 123456), (new(97_01_01_001_201), Internal.Code, 2024, 654321));
        await Record(services, recorder, SourceKind.Simulated, (Other, Public.Code, 2024, 777777), (Other, Internal.Code, 2024, 888888));
    });

    private async Task Record(IServiceProvider services, Actor actor, SourceKind kind, params (PlaceCode Place, string Code, int Year, decimal Value)[] cells)
    {
        var recorded = await RecordFigures.Handle(
            new(new(kind, new DateOnly(2025, 1, 31), kind == SourceKind.Simulated ? null : "二〇二四年农经统计年报"), [.. cells.Select(c => new RecordFigures.Cell(c.Place, c.Code, Period.Year(c.Year), c.Value, Confirmed: true))]),
            services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), Clock, default);
        recorded.Problem.ShouldBeNull();
    }
}

public sealed class OpenDataTests(OpenCounty app) : IClassFixture<OpenCounty>
{
    public static TheoryData<string, string> Copies => new(OpenFile.All.SelectMany(f => f.Formats.Select(format => (f.Name, format))));

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task No_file_in_any_format_holds_an_internal_indicator_or_who_recorded_a_figure(string name, string format)
    {
        var text = await Text($"/open-data/{name}.{format}", format);

        text.ShouldNotContain(app.Internal.Code);
        text.ShouldNotContain("654321");
        text.ShouldNotContain("888888");
        text.ShouldNotContain(OpenCounty.Recorder);
        if (name == "indicators")
        {
            text.ShouldContain(app.Public.Code);
        }
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("json")]
    public async Task Real_and_simulated_figures_stand_in_files_of_their_own(string format)
    {
        var (real, simulated) = (await Text($"/open-data/figures.{format}", format), await Text($"/open-data/figures-simulated.{format}", format));

        real.ShouldContain("123456");
        real.ShouldNotContain("777777");
        simulated.ShouldContain("777777");
        simulated.ShouldNotContain("123456");
    }

    [Fact]
    public async Task A_total_into_which_a_simulated_figure_went_is_simulated_and_a_county_without_one_is_real()
    {
        var real = JsonDocument.Parse(await app.Anyone().GetStringAsync("/open-data/figures.json")).RootElement.EnumerateArray().ToList();
        var simulated = JsonDocument.Parse(await app.Anyone().GetStringAsync("/open-data/figures-simulated.json")).RootElement.EnumerateArray().ToList();

        real.Select(r => r.GetProperty("place").GetString()).Distinct().ShouldBe([OpenCounty.County.ToString()]);
        simulated.Select(r => r.GetProperty("place").GetString()).ShouldContain(OpenCounty.Province.ToString());
        simulated.ShouldAllBe(r => r.GetProperty("simulated").GetBoolean());
        var figure = real.First(r => r.GetProperty("indicator").GetString() == app.Public.Code);
        (figure.GetProperty("made").GetString(), figure.GetProperty("as_of").GetString(), figure.GetProperty("source").GetString()).ShouldBe(("total", "2025-01-31", "computed"));
    }

    [Fact]
    public async Task The_register_as_points_holds_the_places_whose_coordinates_are_known()
    {
        var points = JsonDocument.Parse(await app.Anyone().GetStringAsync("/open-data/places.geojson")).RootElement.GetProperty("features");

        points.GetArrayLength().ShouldBe(3);
        points[0].GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()).ShouldBe([119.5, 28.0]);
        points[0].GetProperty("properties").GetProperty("name").GetString().ShouldBe("试省");
    }

    [Fact]
    public async Task A_reader_who_has_the_file_is_told_so_instead_of_sent_it_again()
    {
        var first = await app.Anyone().GetAsync("/open-data/places.csv");
        first.Headers.CacheControl!.Public.ShouldBeTrue();
        first.Content.Headers.LastModified.ShouldNotBeNull();

        var again = new HttpRequestMessage(HttpMethod.Get, "/open-data/places.csv");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var since = new HttpRequestMessage(HttpMethod.Get, "/open-data/places.csv");
        since.Headers.IfModifiedSince = first.Content.Headers.LastModified;

        (await app.Anyone().SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await app.Anyone().SendAsync(since)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_package_describes_every_copy_with_its_size_and_digest()
    {
        var package = JsonDocument.Parse(await app.Anyone().GetStringAsync("/open-data/datapackage.json?lang=en")).RootElement;
        var resources = package.GetProperty("resources").EnumerateArray().ToDictionary(r => r.GetProperty("path").GetString()!);

        package.GetProperty("$schema").GetString().ShouldBe("https://datapackage.org/profiles/2.0/datapackage.json");
        resources.Keys.ShouldBe(OpenFile.All.SelectMany(f => f.Formats.Select(format => $"{f.Name}.{format}")));
        foreach (var (path, resource) in resources)
        {
            var body = await app.Anyone().GetByteArrayAsync("/open-data/" + path);
            resource.GetProperty("bytes").GetInt64().ShouldBe(body.Length, path);
            resource.GetProperty("hash").GetString().ShouldBe("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)), path);
            resource.GetProperty("licenses").GetArrayLength().ShouldBe(1);
        }
        var csv = resources["figures.csv"].GetProperty("schema").GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString());
        (await app.Anyone().GetStringAsync("/open-data/figures.csv")).TrimStart('\uFEFF').Split("\r\n")[0].ShouldBe(string.Join(',', csv));
    }

    [Fact]
    public void Every_file_and_field_has_words_in_both_languages()
    {
        var keys = OpenFile.All.SelectMany(f => f.Fields.Select(f.Word).Concat([f.Title, f.Title + "-about", f.Title + "-source"]))
            .Concat(Enum.GetNames<FieldKind>().Select(k => "open.kind." + k));

        keys.Where(k => !Words.Has(k)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/open-data/figures.pdf")]
    [InlineData("/open-data/nothing.csv")]
    [InlineData("/open-data/nothing")]
    public async Task What_is_not_open_is_not_there(string path) => (await app.Anyone().GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task The_pages_show_what_can_be_taken_with_date_licence_and_meaning()
    {
        var list = await app.Anyone().GetStringAsync("/open-data");
        var fields = await app.Anyone().GetStringAsync("/open-data/places?lang=en");

        list.ShouldContain("href=\"/open-data/places.geojson\"");
        list.ShouldContain("CC-BY-4.0");
        list.ShouldContain("2026-11-23");
        fields.ShouldContain("12-digit statistical code");
        (await app.Anyone().GetStringAsync("/robots.txt")).ShouldContain("Allow: /");
    }

    private async Task<string> Text(string address, string format)
    {
        var body = await app.Anyone().GetByteArrayAsync(address);
        if (format != "xlsx")
        {
            return Encoding.UTF8.GetString(body);
        }
        await using var zip = new ZipArchive(new MemoryStream(body));
        using var sheet = new StreamReader(await zip.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync());
        return await sheet.ReadToEndAsync();
    }
}

/// <summary>A shelf alone with its clock: what changes, when.</summary>
public sealed class OpenShelfTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_file_is_made_again_after_an_hour_and_keeps_its_date_while_nothing_changed()
    {
        var first = await app.Anyone().GetAsync("/open-data/places.csv");
        app.Clock.Advance(OpenShelf.Keep + TimeSpan.FromMinutes(1));
        var same = await app.Anyone().GetAsync("/open-data/places.csv");
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Places.Add(new Place { Code = new(980000000000), Level = Level.Province, Name = "新省", Pinyin = "x", Initials = "x" });
            db.Record(actor, "test.places", "place:test");
            await db.SaveChangesAsync();
        });
        var within = await app.Anyone().GetAsync("/open-data/places.csv");
        app.Clock.Advance(OpenShelf.Keep + TimeSpan.FromMinutes(1));
        var later = await app.Anyone().GetAsync("/open-data/places.csv");

        same.Headers.ETag.ShouldBe(first.Headers.ETag);
        same.Content.Headers.LastModified.ShouldBe(first.Content.Headers.LastModified);
        within.Headers.ETag.ShouldBe(first.Headers.ETag);
        later.Headers.ETag.ShouldNotBe(first.Headers.ETag);
        (await later.Content.ReadAsStringAsync()).ShouldContain("新省");
        later.Content.Headers.LastModified!.Value.ShouldBeGreaterThan(first.Content.Headers.LastModified!.Value);
    }
}
