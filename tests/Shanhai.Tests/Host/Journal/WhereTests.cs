using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Host.Journal;

/// <summary>An act at a place stands in the journal of that place, so that the auditor of a county sees what happened there; and a bulk act says what it wrote.</summary>
public sealed class WhereTests(App app) : IClassFixture<App>
{
    private static readonly PlaceCode County = new(990101000000), Village = new(990101101201);

    private static readonly RegisterRow[] Rows =
    [
        new(County, "山阳县", Level.County), new(990101101000, "石门乡", Level.Township), new(Village, "石门坑村", Level.Village), new(990101101202, "下姜村", Level.Village),
    ];

    [Fact]
    public async Task What_happens_in_a_county_is_in_the_journal_of_the_county()
    {
        await app.Do(async (services, actor) =>
        {
            var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
            await ImportPlaces.Handle(Rows, "test", services.GetRequiredService<Pinyin>(), db, actor, default);
            RecordFigures figures = new(new(SourceKind.OfficialDocument, new(2025, 3, 31)), [new(Village, "CE.501", Period.Year(2024), 1)]);
            var batch = (await RecordFigures.Handle(figures, db, actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), clock, default)).Value.Batch;
            await UndoBatch.Handle(batch, db, actor, services.GetRequiredService<FactColumns>(), clock, default);
            PlaceChange change = new() { Kind = PlaceEventKind.Renamed, Place = Village, Name = "石门村", On = new(2025, 1, 1), Document = "示政发〔2025〕1 号" };
            var (current, uses, pinyin) = (services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>());
            var renamed = (await RecordPlaceChange.Handle(change, false, current, uses, pinyin, db, actor, clock, default)).Value;
            (await UndoPlaceChange.Handle(renamed.Event!.Value, new("录错"), current, uses, pinyin, db, actor, clock, default)).Problem.ShouldBeNull();
        });
        var officer = await app.SignedIn(Role.Officer, County);
        (await officer.PostAsJsonAsync("/api/v1/keys", new { name = "k", verbs = new[] { IndicatorsModule.Record }, place = $"{County}", days = 3 })).EnsureSuccessStatusCode();
        (await officer.PostForm("/sign-out", [], "/account")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);

        var auditor = await app.SignedIn(Role.Auditor, County);
        var seen = (await auditor.GetFromJsonAsync<JsonElement>("/api/v1/journal?size=500")).GetProperty("rows").EnumerateArray()
            .Select(r => r.GetProperty("verb").GetString() + " " + r.GetProperty("subject").GetString()!.Split(':')[0]).ToList();
        foreach (var act in new[]
        {
            "places.change register", "figures.record batch", "figures.undo batch", "places.change place", "places.change place-event",
            "user.manage user", "user.signed-in user", "user.signed-out user", "key.own key",
        })
        {
            seen.ShouldContain(act);
        }
        (await app.Ask(db => db.Journal.Where(e => e.Place == null).Select(e => e.Verb).Distinct().ToListAsync())).ShouldBeEmpty("these acts are seen by auditors of the nation only");
    }

    [Fact]
    public async Task A_bulk_act_says_with_a_hash_what_it_wrote()
    {
        await using var own = new App();
        await own.InitializeAsync();
        await own.Do((services, actor) => ImportPlaces.Handle(Rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default));

        var entry = await own.Ask(db => db.Journal.AsNoTracking().SingleAsync(e => e.Subject == "register:test"));
        entry.Place.ShouldBe(County);
        var said = JsonSerializer.Deserialize<JsonElement>(entry.Summary!).GetProperty("content").GetString();
        said.ShouldBe(await Print(own));

        await own.Ask(db => db.Places.Where(p => p.Code == Village).ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, "别名")));
        said.ShouldNotBe(await Print(own));
    }

    /// <summary>What an auditor does who wants to know whether the table still holds what was imported.</summary>
    private static Task<string> Print(App own) => own.Ask(async db =>
    {
        using var print = new Fingerprint();
        var rows = await db.Places.AsNoTracking().OrderBy(p => p.Code).ToListAsync();
        _ = print.Through(rows.Select(p => new object?[] { p.Code.Value, (short)p.Level, p.Name, p.OfficialName, p.Pinyin, p.Initials, p.OfficialCode, p.Class, p.Latitude, p.Longitude })).Count();
        return print.Hash;
    });
}
