using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>
/// The tabs above a queue are counted in parts, each by an index of its own, and the lists below them are not: for voices drawn at random and every role, with every body, in the area, and both at
/// once, the count is that of the rows. Among the voices are some that are somebody's in several ways, some of other counties, and accusations with and against every body.
/// </summary>
public sealed class QueueCountsTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    // Fewer than a page holds.
    private const int Drawn = 190;

    private static readonly Id<Organisation>[] Bodies =
    [
        VoiceCounty.ProvinceGovernment, VoiceCounty.CityGovernment, VoiceCounty.CountyGovernment, VoiceCounty.PetitionOffice, VoiceCounty.Agriculture, VoiceCounty.Resources, VoiceCounty.Discipline,
        VoiceCounty.CityDiscipline, VoiceCounty.TownshipGovernment, VoiceCounty.AgricultureStation,
    ];

    private static readonly PlaceCode[] Villages = [VoiceCounty.Village, VoiceCounty.Village.Value + 1, 990102101201];

    private static readonly PlaceCode[] Areas = [PlaceCode.Nation, VoiceCounty.Province, VoiceCounty.County, VoiceCounty.Other, VoiceCounty.Township];

    private static IEnumerable<(string Who, Actor.Holding[] Held)> Readers(Dictionary<Id<Organisation>, PlaceCode> places)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var body in Bodies)
            {
                yield return ($"{role} of {body}", [new(role, places[body], body.Value)]);
            }
            foreach (var area in Areas)
            {
                yield return ($"{role} at {area}", [new(role, area)]);
            }
            yield return ($"{role} at {VoiceCounty.Other} and of a bureau", [new(role, VoiceCounty.Other), new(role, VoiceCounty.County, VoiceCounty.Agriculture.Value)]);
            yield return ($"{role} of two bodies", [new(role, VoiceCounty.County, VoiceCounty.Discipline.Value), new(role, VoiceCounty.County, VoiceCounty.PetitionOffice.Value)]);
        }
    }

    [Fact]
    public Task The_count_of_every_tray_is_that_of_its_rows_for_every_role() => county.Do(async (services, operating) =>
    {
        var db = services.GetRequiredService<Db>();
        var (trees, registers, today) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), ChinaDay.Today(county.Clock));
        var person = Guid.CreateVersion7(App.Start);
        await Draw(db, operating, person, today);
        var tree = await trees.Read(db, default);
        var places = await db.Organisations.ToDictionaryAsync(o => o.Id, o => o.Place);
        FindVoices[] questions = [new(), new() { Kind = VoiceKind.Accusation }, new() { Under = VoiceCounty.Township, Within = 30, Category = "roads" }];
        var (most, accusations) = (0, 0);

        foreach (var (who, held) in Readers(places))
        {
            var actor = new Actor(new(person), who, Door.Web, held, Composition.Access);
            foreach (var question in questions)
            {
                var counts = await FindVoices.Counts(question, db, actor, tree, today, default);
                if (!actor.May(VoicesModule.View))
                {
                    counts.Values.ShouldAllBe(n => n == 0, who);
                    continue;
                }
                foreach (var (tray, count) in counts)
                {
                    var rows = (await FindVoices.Handle(question with { Tray = tray, Size = 200 }, trees, registers, db, actor, county.Clock, default)).Value.Rows;
                    count.ShouldBe(rows.Count, $"{who}, {tray}, {question}");
                }
                most = Math.Max(most, counts[Tray.UnderWay]);
                accusations += question.Kind == VoiceKind.Accusation ? counts[Tray.UnderWay] : 0;
            }
        }

        most.ShouldBeGreaterThan(50);
        accusations.ShouldBeGreaterThan(0);
    });

    // Seeded: the same voices each time.
    private static async Task Draw(Db db, Actor actor, Guid person, DateOnly today)
    {
        var random = new Random(65);
        for (var number = 0; number < Drawn; number++)
        {
            var at = App.Start.AddMinutes(number - 10_000);
            var voice = new Voice
            {
                Id = new(Guid.CreateVersion7(at)), Receipt = $"{number:000000000000}", PinMark = [1], Kind = (VoiceKind)random.Next(3), Channel = Channel.Web, Category = random.Next(2) == 0 ? "roads" : "water-power",
                Place = Villages[random.Next(Villages.Length)], Text = "随机的一件", ReceivedAt = at, Fingerprint = [1], Salt = [1],
            };
            var state = (VoiceState)random.Next((int)VoiceState.Withdrawn + 1);
            Id<Organisation>? Some(int outOf) => random.Next(outOf) == 0 ? null : Bodies[random.Next(Bodies.Length)];
            var kept = db.Voices.Add(voice);
            kept.Property(v => v.State).CurrentValue = state;
            kept.Property(v => v.Due).CurrentValue = state >= VoiceState.Concluded ? Voice.AtRest : random.Next(5) == 0 ? Voice.NoClock : today.AddDays(random.Next(-20, 40));
            kept.Property(v => v.Office).CurrentValue = Some(5);
            kept.Property(v => v.Holder).CurrentValue = Some(5);
            kept.Property(v => v.OpinionBy).CurrentValue = random.Next(3) == 0 ? Some(5) : null;
            kept.Property(v => v.AssignedTo).CurrentValue = random.Next(3) == 0 ? person : null;
            foreach (var body in Bodies.Where(_ => random.Next(8) == 0))
            {
                db.VoiceUnits.Add(new() { Voice = voice.Id, Body = body, Since = at });
            }
            foreach (var body in Bodies.Where(_ => voice.Kind == VoiceKind.Accusation && random.Next(6) == 0))
            {
                db.VoiceAccused.Add(new() { Voice = voice.Id, Body = body });
            }
        }
        db.Record(actor, "test", "voices");
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
    }
}
