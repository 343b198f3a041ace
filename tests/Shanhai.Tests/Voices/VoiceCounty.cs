using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>An invented county with the bodies that answer its people, and one above it: petition office, two bureaus, discipline bodies of both levels, a township.</summary>
public class VoiceCounty : App
{
    public static readonly PlaceCode Province = 990000000000, City = 990100000000, County = 990101000000, Other = 990102000000, Township = 990101101000, Village = 990101101201;

    public static readonly Id<Organisation>
        CityGovernment = Of(1), CountyGovernment = Of(2), PetitionOffice = Of(3), Agriculture = Of(4), Resources = Of(5), Discipline = Of(6), CityDiscipline = Of(7), TownshipGovernment = Of(8),
        AgricultureStation = Of(9), ProvinceGovernment = Of(10);

    public static Id<Organisation> Of(int number) => new(new Guid(number, 0, 0, new byte[8]));

    protected override Task Fill() => Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        RegisterRow[] rows =
        [
            new(Province, "示范省", Level.Province), new(City, "示范市", Level.City), new(County, "北山县", Level.County), new(Other, "南海县", Level.County),
            new(Township, "云上乡", Level.Township), new(Village, "云上村", Level.Village), new(Village.Value + 1, "云下村", Level.Village),
            new(990102101000, "湖东乡", Level.Township), new(990102101201, "湖东村", Level.Village),
        ];
        (await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "test", services.GetRequiredService<Pinyin>(), db, actor, default)).Problem.ShouldBeNull();
        db.Organisations.AddRange(
            Body(ProvinceGovernment, "示范省人民政府", OrganisationKind.Government, Province, null),
            Body(CityGovernment, "示范市人民政府", OrganisationKind.Government, City, ProvinceGovernment),
            Body(CountyGovernment, "北山县人民政府", OrganisationKind.Government, County, CityGovernment),
            Body(PetitionOffice, "北山县信访局", OrganisationKind.PetitionOffice, County, CountyGovernment),
            Body(Agriculture, "北山县农业农村局", OrganisationKind.Department, County, CountyGovernment),
            Body(Resources, "北山县自然资源和规划局", OrganisationKind.Department, County, CountyGovernment),
            Body(CityDiscipline, "示范市纪委监委", OrganisationKind.Discipline, City, null),
            Body(Discipline, "北山县纪委监委", OrganisationKind.Discipline, County, CityDiscipline),
            Body(TownshipGovernment, "云上乡人民政府", OrganisationKind.TownshipGovernment, Township, CountyGovernment),
            Body(AgricultureStation, "云上乡农业服务站", OrganisationKind.PublicInstitution, Township, Agriculture));
        db.Record(actor, "test", "organisations");
        await db.SaveChangesAsync();
        services.GetRequiredService<CurrentTree>().Written();
    });

    private static Organisation Body(Id<Organisation> id, string name, OrganisationKind kind, PlaceCode place, Id<Organisation>? superior) =>
        new() { Id = id, Name = name, Kind = kind, Place = place, Superior = superior, Pinyin = "", Initials = "" };

    /// <summary>Somebody who acts for a body in the place it serves.</summary>
    public async Task<HttpClient> Acting(Role role, Id<Organisation> body, PlaceCode? place = null)
    {
        var at = place ?? await Ask(db => db.Organisations.Where(o => o.Id == body).Select(o => o.Place).SingleAsync());
        var name = $"{role}-{body.Value.ToString("N")[..8]}-{Interlocked.Increment(ref _people)}".ToLowerInvariant();
        await AddUser(name, role, at);
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var user = await db.Users.SingleAsync(u => u.UserName == name);
            db.Grants.RemoveRange(db.Grants.Where(g => g.UserId == user.Id));
            db.Grants.Add(new() { Id = Id<Grant>.New(Clock), UserId = user.Id, Role = role, Place = at, Organisation = body.Value, From = new(2020, 1, 1) });
            db.Record(actor, "test", "user:" + name);
            await db.SaveChangesAsync();
        });
        return await SignIn(name);
    }

    private int _people;

    public static object Filing(string text = "村口的水渠塌了，浇不上水。", VoiceKind? kind = VoiceKind.Appeal, PlaceCode? place = null, string? key = null) =>
        new { kind, category = "water-power", place = (place ?? Village).ToString(), text, wish = "请派人来修", name = "张三", phone = "13800000000", clientKey = key };

    public async Task<FileVoice.Filed> File(HttpClient client, object? filing = null)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/voices", filing ?? Filing(), Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<FileVoice.Filed>(Web))!;
    }

    public static async Task<HttpResponseMessage> Step(HttpClient client, Id<Voice> id, object step) => await client.PostAsJsonAsync($"/api/v1/voices/{id}/steps", step, Web);

    public static async Task<TakeStep.Taken> Done(HttpClient client, Id<Voice> id, object step)
    {
        var answer = await Step(client, id, step);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TakeStep.Taken>(Web))!;
    }

    public static Task<HttpResponseMessage> Own(HttpClient anyone, FileVoice.Filed filed, object step) =>
        anyone.PostAsJsonAsync("/api/v1/voices/own-step", new { receipt = filed.Receipt, pin = filed.Pin, step }, Web);

    public static async Task<FollowVoice.Shown> Follow(HttpClient anyone, FileVoice.Filed filed) =>
        (await (await anyone.PostAsJsonAsync("/api/v1/voices/follow", new { receipt = filed.Receipt, pin = filed.Pin }, Web)).Content.ReadFromJsonAsync<FollowVoice.Shown>(Web))!;

    public static readonly JsonSerializerOptions Web = new(Composition.Json);
}
