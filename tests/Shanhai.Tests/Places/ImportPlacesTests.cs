using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

public sealed class ImportPlacesTests(App app) : IClassFixture<App>
{
    private async Task<Result<ImportPlaces.Imported>> Import(string csv)
    {
        var path = Path.Combine(app.Settings.Folder, "register.csv");
        await File.WriteAllTextAsync(path, csv);
        Result<ImportPlaces.Imported> result = null!;
        await app.Do(async (services, actor) => result = await ImportPlaces.Handle(
            RegisterFiles.Read(path), "register.csv", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default, services.GetRequiredService<CurrentRegister>()));
        return result;
    }

    [Fact]
    public async Task The_everyday_name_is_shown_the_official_one_kept_and_both_find_the_place()
    {
        (await Import("code,name\n970000000000,甲省\n970100000000,甲市\n970101000000,甲县\n970101001000,甲镇\n970101001201,下溪村村民委员会\n970101001001,城中社区居民委员会\n")).Problem.ShouldBeNull();

        var village = await app.Ask(db => db.Places.AsNoTracking().FirstAsync(p => p.Code == new PlaceCode(970101001201)));
        (village.Name, village.OfficialName, village.Pinyin).ShouldBe(("下溪村", "下溪村村民委员会", "xiaxicun"));
        foreach (var q in new[] { "下溪村", "下溪村村民委员会", "城中社区居民委员会" })
        {
            var found = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/places/search?q=" + Uri.EscapeDataString(q));
            found[0].GetProperty("name").GetString().ShouldBeOneOf("下溪村", "城中社区");
        }
    }

    [Fact]
    public async Task Another_country_keeps_its_own_codes_and_may_skip_levels()
    {
        (await Import("code,name,official_code\n960000000000,España,ES\n960100000000,Madrid,ES-28\n960100001000,Alcalá de Henares,ES-28005\n")).Problem.ShouldBeNull();

        var found = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/places/search?q=ES-28005");
        found[0].GetProperty("path").GetString().ShouldBe("España / Madrid");
        var page = await app.Anyone().GetStringAsync("/places/960100001000?lang=en");
        page.ShouldContain("ES-28005");
        page.ShouldContain("Alcalá de Henares");
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_records_nothing()
    {
        const string Csv = "code,name\n950000000000,乙省\n950100000000,乙市\n";
        (await Import(Csv)).Value.Added.ShouldBe(2);
        var entries = await app.Ask(db => db.Journal.CountAsync());

        var again = (await Import(Csv)).Value;

        (again.Added, again.Known, again.Renamed).ShouldBe((0, 2, 0));
        (await app.Ask(db => db.Journal.CountAsync())).ShouldBe(entries);
    }

    [Fact]
    public async Task A_bad_line_refuses_the_whole_file_with_its_line()
    {
        var refused = await Import("code,name\n940000000000,丙省\n9401,丙市\n");

        refused.Problem!.Code.ShouldBe("register.code");
        refused.Problem.Args.ShouldContain("register.csv");
        refused.Problem.Args[1]!.ToString().ShouldBe("3");
        (await app.Ask(db => db.Places.CountAsync(p => p.Code == new PlaceCode(940000000000)))).ShouldBe(0);
    }
}
