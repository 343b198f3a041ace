using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Portal;

/// <summary>What a reader who has not signed in sees, over every route that answers her, found from the list of routes.</summary>
public sealed class PublicReaderTests(OpenCounty app) : IClassFixture<OpenCounty>
{
    private const string Disputer = "李小红", Reason = "漏记了一笔租金";

    [Fact]
    public async Task She_sees_no_internal_indicator_no_name_of_a_person_and_no_dispute()
    {
        var village = new PlaceCode(97_01_01_001_201);
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.PlaceEvents.Add(new PlaceEvent { Id = Id<PlaceEvent>.New(app.Clock), Kind = PlaceEventKind.Renamed, On = new(2020, 1, 1), Document = "试政发〔2020〕1号", RecordedBy = OpenCounty.Recorder, RecordedAt = app.Clock.GetUtcNow() });
            db.Disputes.Add(new Dispute { Id = Id<Dispute>.New(app.Clock), Place = village, Indicator = app.Public.Id, Period = Period.Year(2024).Key, Revision = 1, Reason = Reason, RaisedBy = Disputer, RaisedAt = app.Clock.GetUtcNow() });
            db.Record(actor with { Name = OpenCounty.Recorder }, "test.dispute", "place:" + village, place: village);
            await db.SaveChangesAsync();
            await db.PlaceMoves.AddAsync(new PlaceMove { Event = db.PlaceEvents.Local.First().Id, Number = 1, From = village, To = village, FromName = "旧村", ToName = "甲村" });
            db.Record(actor, "test.move", "place:" + village, place: village);
            await db.SaveChangesAsync();
        });
        var world = new World([village, OpenCounty.County, OpenCounty.Other], [], []);
        var seen = new List<string>();

        foreach (var address in Route.All.Where(r => r.Reads && r.Whom == For.Everybody).SelectMany(r => r.Calls(world)).Append($"/api/v1/places/{village}/figures").Append("/api/v1/indicators"))
        {
            var body = await (await app.Anyone().GetAsync(address)).Content.ReadAsStringAsync();
            seen.Add(body);
            foreach (var secret in new[] { OpenCounty.Recorder, Disputer, Reason, app.Internal.Code, "654321", "654,321" })
            {
                body.ShouldNotContain(secret, customMessage: address);
            }
        }

        // The test can fail: what is public did come, and an officer of the county sees who recorded it.
        seen.ShouldContain(body => body.Contains("123456") || body.Contains("123,456"));
        seen.ShouldContain(body => body.Contains("试政发〔2020〕1号"));
        var officer = await app.SignedIn(Role.Officer, OpenCounty.County);
        (await officer.GetStringAsync($"/api/v1/places/{village}/figures")).ShouldContain(OpenCounty.Recorder);
    }
}
