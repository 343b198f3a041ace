using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Indicators;

namespace Shanhai.Tests.Demonstration;

/// <summary>A real public panel through the main job: places, facts, the relative-poverty rule. A small made one always, the real one where it is present.</summary>
public sealed class RealPanelTests(App app) : IClassFixture<App>
{
    private const string Header = "mun_code,mun_name,prov_name,year,net_income_pc,net_income_hh,median_income_equiv,population\n";

    private const string Password = "Demo-for-tests-2026";

    private static string Write(string rows)
    {
        var folder = Directory.CreateTempSubdirectory("shanhai-panel").FullName;
        File.WriteAllText(Path.Combine(folder, "es_municipality_income_small.csv"), Header + rows);
        return folder;
    }

    [Fact]
    public async Task A_small_panel_becomes_places_with_official_codes_facts_with_a_source_and_findings()
    {
        var folder = Write("""
            01001,Alegría,Araba/Álava,2021,15000.0,33702.0,17000.0,2832.0
            01001,Alegría,Araba/Álava,2022,15500.0,34000.0,17500.0,2840.0
            01002,Amurrio,Araba/Álava,2021,14000.0,30000.0,,10000.0
            51001,Ceuta,Ceuta,2021,8000.0,20000.0,9000.0,80000.0
            51002,Isla,Ceuta,2021,,,,90.0
            """);
        try
        {
            await app.Do(async (services, actor) =>
            {
                var loaded = await LoadRealPanel.Handle(services, actor, folder, Password, (_, _) => { }, default);

                loaded.Problem.ShouldBeNull();
                (loaded.Value.Municipalities, loaded.Value.Figures, loaded.Value.WithoutIncome, loaded.Value.FirstYear, loaded.Value.LastYear).ShouldBe((4, 16, 1, 2021, 2022));
                loaded.Value.Poor.Select(y => (y.Holds, y.DoesNotHold, y.CannotTell)).ShouldBe([(1, 2, 1), (0, 1, 3)]);
                (await LoadRealPanel.Handle(services, actor, folder, Password, (_, _) => { }, default)).Problem!.Code.ShouldBe("demonstration.panel-there");
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        var place = await app.Ask(db => db.Places.SingleAsync(p => p.OfficialCode == "51001"));
        (place.Code, place.Level, place.Name).ShouldBe((new PlaceCode(975100000001), Level.Village, "Ceuta"));
        (await app.Ask(db => db.Batches.OrderBy(b => b.Number).FirstAsync())).DocumentTitle!.ShouldContain("INE");

        async Task<List<PlaceCode>> Found(Outcome outcome) => await app.Ask(db => db.Findings.Where(f => f.Period == Period.Year(2021) && f.Outcome == outcome).OrderBy(f => f.Place).Select(f => f.Place).ToListAsync());
        (await Found(Outcome.Holds)).ShouldBe([975100000001]);
        (await Found(Outcome.DoesNotHold)).ShouldBe([970100000001, 970100000002]);
        (await Found(Outcome.CannotTell)).ShouldBe([975100000002]);

        // The officer of the panel signs in and finds the poor place by the code of its own country.
        var list = await (await app.SignedIn(Role.Officer, SpanishPanel.Country)).GetStringAsync($"/weak?rule={LoadRealPanel.Rule}&period=2021");
        list.ShouldContain("Ceuta");
        (await app.Anyone().GetStringAsync("/places/975100000001?lang=en")).ShouldContain("51001");
    }

    [Theory]
    [InlineData("1001,Short,X,2021,1,1,1,1", "demonstration.panel-row")]
    [InlineData("01001,Text,X,2021,many,1,1,1", "demonstration.panel-row")]
    [InlineData("", "demonstration.panel-empty")]
    public void A_table_that_cannot_be_read_is_refused_with_its_line(string row, string problem)
    {
        var folder = Write(row);
        try
        {
            var read = SpanishPanel.Read(SpanishPanel.FileIn(folder)!);

            read.Problem!.Code.ShouldBe(problem);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_without_the_table_is_told_where_to_get_it() =>
        await app.Do(async (services, actor) =>
            (await LoadRealPanel.Handle(services, actor, "no-such-folder", Password, (_, _) => { }, default)).Problem!.Code.ShouldBe("demonstration.no-panel"));

    public sealed class Spain(App app) : IClassFixture<App>
    {
        [Fact]
        public async Task The_real_panel_is_loaded_and_judged_and_what_is_withheld_cannot_be_told()
        {
            var folder = Path.GetFullPath(Shipped.Folder("../shared/data/spain-municipality-income/open"));
            Assert.SkipUnless(Directory.Exists(folder), "The panel of Spanish municipalities is not beside the repository.");
            await app.Do(async (services, actor) =>
            {
                var loaded = await LoadRealPanel.Handle(services, actor, folder, Password, (_, _) => { }, default);

                loaded.Problem.ShouldBeNull();
                (loaded.Value.Municipalities, loaded.Value.WithoutIncome, loaded.Value.FirstYear, loaded.Value.LastYear).ShouldBe((4_325, 3_996, 2015, 2022));
                // Counted by hand from the table: net income per head below 60 % of the median of all municipalities.
                loaded.Value.Poor.Select(y => y.Holds).ShouldBe([1, 5, 0, 4, 4, 6, 2, 5]);
                loaded.Value.Poor.Sum(y => y.CannotTell).ShouldBe(3_996);
                loaded.Value.Poor.ShouldAllBe(y => y.Judged == 4_325);
            });
        }
    }
}
