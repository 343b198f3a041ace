using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Outside;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

public sealed class Open311Tests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    private const string At = "/open311/v2/";

    [Fact]
    public async Task A_voice_that_another_system_files_goes_the_way_of_every_voice()
    {
        var key = await Key();
        var posted = await Post(key, "requests.json", new() { ["service_code"] = "roads", ["description"] = "<b>村口</b>的路塌了", ["address_string"] = "云上村", ["first_name"] = "三", ["last_name"] = "张", ["phone"] = "13800000000", ["attribute[wish]"] = "请修好" });

        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        var said = (await posted.Content.ReadFromJsonAsync<JsonElement>())[0];
        var id = Id<Voice>.Parse(said.GetProperty("service_request_id").GetString()!);
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Id == id));
        (voice.Channel, voice.Kind, voice.Category, voice.Place, voice.Wish, voice.NextDue).ShouldBe((Channel.Open311, VoiceKind.Appeal, "roads", VoiceCounty.Village, "请修好", new DateOnly(2026, 12, 8)));
        voice.Text.ShouldBe("<b>村口</b>的路塌了");
        said.GetProperty("service_notice").GetString().ShouldNotBeNull().ShouldContain("《信访工作条例》（2022）第二十二条");
        said.GetProperty("service_notice").GetString()!.ShouldContain(Receipt.Written(voice.Receipt));
        (await app.Ask(db => db.VoiceSteps.SingleAsync(s => s.Voice == id))).Party.ShouldBe(Party.Petitioner);
        // Her name lies sealed in its own table and comes back to nobody.
        (await app.Ask(db => db.Petitioners.AnyAsync(p => p.Voice == id))).ShouldBeTrue();
        var mine = (await Get($"requests/{id}.json?api_key={key}"))[0];
        mine.GetProperty("description").GetString().ShouldBe(voice.Text);
        mine.GetProperty("expected_datetime").GetString().ShouldBe("2026-12-08T23:59:59+08:00");
        mine.GetProperty("agency_responsible").GetString().ShouldBe("北山县信访局");
        mine.GetRawText().ShouldNotContain("13800000000");
        (await app.Anyone().GetAsync(At + $"requests/{id}.json")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetAsync(At + $"requests/{id}.json?api_key={await Key()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "another system's key shows it");
    }

    [Fact]
    public async Task The_same_sent_again_is_filed_once()
    {
        var key = await Key();
        Dictionary<string, string> said() => new() { ["service_code"] = "roads", ["description"] = "发了两次", ["address_id"] = VoiceCounty.Village.ToString() };
        var first = Number(await Post(key, "requests.json", said()));
        Number(await Post(key, "requests.json", said())).ShouldBe(first);
        var other = said();
        other["description"] = "另一件";
        Number(await Post(key, "requests.json", other)).ShouldNotBe(first);
        // By the sender's own key whatever else it says.
        var (a, b) = (await Post(key, "requests.json", said(), idempotency: "k-1"), await Post(key, "requests.json", other, idempotency: "k-1"));
        Number(a).ShouldBe(Number(b));
        (await app.Ask(db => db.Voices.CountAsync(v => v.Text == "发了两次"))).ShouldBe(2);
    }

    [Fact]
    public async Task A_place_is_found_by_code_by_words_by_the_nearest_village_or_else_is_the_area_of_the_key()
    {
        var key = await Key();
        async Task<PlaceCode> Placed(string text, Dictionary<string, string> where)
        {
            where["service_code"] = "roads";
            where["description"] = text;
            var id = Id<Voice>.Parse(Number(await Post(key, "requests.json", where)));
            return await app.Ask(db => db.Voices.Where(v => v.Id == id).Select(v => v.Place).SingleAsync());
        }
        (await Placed("按代码", new() { ["address_id"] = "990101101202" })).ShouldBe(new PlaceCode(990101101202));
        (await Placed("按名称", new() { ["address_string"] = "云下村" })).ShouldBe(new PlaceCode(990101101202));
        (await Placed("说不清", new() { ["address_string"] = "老桥边第三棵樟树" })).ShouldBe(VoiceCounty.County);
        (await Placed("只有坐标", new() { ["lat"] = "28.5", ["long"] = "119.5" })).ShouldBe(VoiceCounty.County);
        // Outside the area that the key was lent for.
        var refused = await Post(key, "requests.json", new() { ["service_code"] = "roads", ["description"] = "别的县", ["address_id"] = "990102101201" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Accusations_are_not_taken_here_and_one_that_turns_out_to_be_one_is_gone()
    {
        var key = await Key();
        (await Get("services.json")).EnumerateArray().Select(s => s.GetProperty("service_code").GetString()).ShouldNotContain("conduct");
        (await Post(key, "requests.json", new() { ["service_code"] = "conduct", ["description"] = "x", ["address_id"] = VoiceCounty.Village.ToString() })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var id = Id<Voice>.Parse(Number(await Post(key, "requests.json", new() { ["service_code"] = "farming", ["description"] = "农业局有人截留补贴", ["address_id"] = VoiceCounty.Village.ToString() })));
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await VoiceCounty.Done(office, id, new { act = "Confine", note = "属检举控告", accused = new[] { VoiceCounty.Agriculture.ToString() } });

        (await app.Anyone().GetAsync(At + $"requests/{id}.json?api_key={key}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetAsync(At + $"tokens/{id}.json?api_key={key}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetStringAsync(At + $"servicerequestupdates.json?api_key={key}")).ShouldNotContain(id.ToString());
        (await app.Anyone().GetStringAsync(At + $"requests.json?api_key={key}")).ShouldNotContain(id.ToString());
        (await Post(key, "servicerequestupdates.json", new() { ["service_request_id"] = id.ToString(), ["description"] = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_public_is_what_the_office_wrote_where_the_petitioner_agreed()
    {
        var anyone = app.Anyone();
        var filed = await app.File(anyone, new { kind = "appeal", category = "roads", place = VoiceCounty.Village.ToString(), text = "王五家门口的路", where = "王五家", latitude = 28.123456, longitude = 119.5, mayPublish = true });
        var silent = await app.File(anyone, VoiceCounty.Filing("不同意公开的"));
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        (await anyone.GetStringAsync(At + "requests.json")).ShouldNotContain(filed.Id.ToString());

        (await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/publish", new { text = "村道破损，已安排勘查。" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await office.PostAsJsonAsync($"/api/v1/voices/{silent.Id}/publish", new { text = "不该公开" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var bureau = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        (await bureau.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/publish", new { text = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var shown = (await Get($"requests/{filed.Id}.json"))[0];
        shown.GetProperty("description").GetString().ShouldBe("村道破损，已安排勘查。");
        shown.GetProperty("address").GetString().ShouldBe("云上村");
        shown.GetProperty("lat").ValueKind.ShouldBe(JsonValueKind.Null);
        shown.GetRawText().ShouldNotContain("王五");
        var all = await anyone.GetStringAsync(At + "requests.json");
        all.ShouldContain(filed.Id.ToString());
        all.ShouldNotContain(silent.Id.ToString());

        await VoiceCounty.Done(office, filed.Id, new { act = "Register" });
        await VoiceCounty.Done(office, filed.Id, new { act = "Transfer", body = VoiceCounty.Resources.ToString(), words = "已转请自然资源局办理，电话告知王五" });
        var updates = await Get("servicerequestupdates.json");
        var told = updates.EnumerateArray().Where(u => u.GetProperty("service_request_id").GetString() == filed.Id.ToString()).ToList();
        told.Select(u => u.GetProperty("status").GetString()).ShouldBe(["FOR_TRIAGE", "ACTION_SCHEDULED"]);
        updates.GetRawText().ShouldNotContain("王五");

        (await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/publish", new { text = " " })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anyone.GetAsync(At + $"requests/{filed.Id}.json")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pictures_come_along_and_are_shown_only_where_the_office_made_them_public()
    {
        var key = await Key();
        using var form = Pictures.Form(new() { ["api_key"] = key, ["service_code"] = "roads", ["description"] = "附照片", ["address_id"] = VoiceCounty.Village.ToString(), ["attribute[may_publish]"] = "yes", ["media_url"] = "http://169.254.169.254/secret" }, ("p.png", Pictures.Photograph()));
        var id = Id<Voice>.Parse(Number(await app.Anyone().PostAsync(At + "requests.json", form)));
        var file = await app.Ask(db => db.VoiceFiles.AsNoTracking().SingleAsync(f => f.Voice == id));
        // What a stranger names is not fetched, only remembered.
        (await app.Ask(db => db.ExchangedVoices.SingleAsync(e => e.Voice == id))).Media.ShouldBe("http://169.254.169.254/secret");
        (await app.Anyone().GetAsync(At + $"media/{file.Id}.jpg")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        (await office.PostAsJsonAsync($"/api/v1/voices/{id}/publish", new { text = "村道破损", pictures = new[] { file.Id.ToString() } })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var address = (await Get($"requests/{id}.json"))[0].GetProperty("media_url").GetString()!;
        var picture = await app.Anyone().GetAsync(new Uri(address).PathAndQuery);
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
    }

    [Fact]
    public async Task Updates_of_the_other_system_are_steps_of_the_petitioner_once()
    {
        var key = await Key();
        var id = Id<Voice>.Parse(Number(await Post(key, "requests.json", new() { ["service_code"] = "roads", ["description"] = "有后续", ["address_id"] = VoiceCounty.Village.ToString() })));
        Dictionary<string, string> Update(string number, string status, string? words) => new() { ["service_request_id"] = id.ToString(), ["update_id"] = number, ["status"] = status, ["description"] = words ?? "", ["updated_datetime"] = "2026-11-23T10:00:00+08:00" };

        (await Post(key, "servicerequestupdates.xml", Update("1", "OPEN", "还没人来"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Post(key, "servicerequestupdates.xml", Update("1", "OPEN", "还没人来"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Post(key, "servicerequestupdates.xml", Update("2", "FIXED", null))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Post(await Key(), "servicerequestupdates.xml", Update("3", "OPEN", "别人的"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Post(key, "servicerequestupdates.xml", Update("4", "PERHAPS", "x"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(key, "servicerequestupdates.xml", Update("5", "CANCELLED", null))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var steps = await app.Ask(db => db.VoiceSteps.AsNoTracking().Where(s => s.Voice == id).OrderBy(s => s.Number).ToListAsync());
        steps.Select(s => (s.Act, s.Party)).ShouldBe([(Act.File, Party.Petitioner), (Act.AddWords, Party.Petitioner), (Act.AddWords, Party.Petitioner), (Act.Withdraw, Party.Petitioner)]);
        steps[2].Words.ShouldNotBeNull().ShouldContain("标记为已解决");
        (await Get($"requests/{id}.json?api_key={key}"))[0].GetProperty("status").GetString().ShouldBe("closed");
    }

    [Fact]
    public async Task Lists_are_filtered_by_window_service_and_state_and_paged()
    {
        var key = await Key();
        var numbers = new List<string>();
        foreach (var (service, n) in new[] { ("health", 1), ("health", 2), ("education", 3) })
        {
            numbers.Add(Number(await Post(key, "requests.json", new() { ["service_code"] = service, ["description"] = $"名单 {n}", ["address_id"] = VoiceCounty.Village.ToString() })));
        }
        async Task<string?[]> Listed(string query) => [.. (await Get($"requests.json?api_key={key}&{query}")).EnumerateArray().Select(r => r.GetProperty("service_request_id").GetString())];

        (await Listed("service_code=health,none")).ShouldBe([numbers[1], numbers[0]], ignoreOrder: true);
        string?[] pages = [.. await Listed("service_code=health&page_size=1&page=1"), .. await Listed("service_code=health&page_size=1&page=2")];
        pages.ShouldBe([numbers[1], numbers[0]], ignoreOrder: true);
        (await Listed("service_code=health&page_size=1&page=3")).ShouldBeEmpty();
        (await Listed("service_code=health&status=closed")).ShouldBeEmpty();
        (await Listed($"service_request_id={numbers[2]},{numbers[0]},nonsense")).ShouldBe([numbers[2], numbers[0]], ignoreOrder: true);
        (await Listed("service_code=health&end_date=2026-11-01T00:00:00%2B08:00")).ShouldBeEmpty();
        (await Listed("service_code=health&start_date=2026-11-23T00:00:00+08:00&jurisdiction_id=elsewhere")).Length.ShouldBe(2);
        (await Listed("service_code=health&start_date=2020-01-01T00:00:00Z&end_date=2026-12-01T00:00:00Z&status=open,closed")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_XML_has_the_names_of_the_standard_and_the_languages_of_the_house()
    {
        var services = XDocument.Parse(await app.Anyone().GetStringAsync(At + "services.xml?lang=en")).Root!;
        services.Name.LocalName.ShouldBe("services");
        services.Elements("service").First().Element("service_name")!.Value.ShouldBe("Land contracts and requisition");
        services.Elements("service").ShouldAllBe(s => s.Element("type")!.Value == "realtime" && s.Element("metadata")!.Value == "true");
        var definition = XDocument.Parse(await app.Anyone().GetStringAsync(At + "services/roads.xml")).Root!;
        var choices = definition.Element("attributes")!.Elements("attribute").SelectMany(a => a.Element("values")?.Elements("value") ?? []).ToList();
        choices.Count.ShouldBeGreaterThan(3);
        choices.ShouldAllBe(v => v.Element("key") != null && v.Element("name") != null);
        var discovery = XDocument.Parse(await app.Anyone().GetStringAsync("/open311/discovery.xml")).Root!;
        discovery.Element("endpoints")!.Element("endpoint")!.Element("formats")!.Elements("format").Select(f => f.Value).ShouldBe(["text/xml", "application/json"]);
        var wrong = await app.Anyone().GetAsync(At + "services.yaml");
        wrong.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        XDocument.Parse(await wrong.Content.ReadAsStringAsync()).Root!.Name.LocalName.ShouldBe("errors");
        var key = await Key();
        var control = await Post(key, "requests.xml", new() { ["service_code"] = "roads", ["description"] = "有\u0001控制符", ["address_id"] = VoiceCounty.Village.ToString() });
        XDocument.Parse(await app.Anyone().GetStringAsync(At + $"requests.xml?api_key={key}")).Root!.Elements("request").ShouldNotBeEmpty(await control.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_key_without_the_verb_and_one_that_was_revoked_are_refused()
    {
        var other = await Key("voice.view");
        (await Post(other, "requests.json", new() { ["service_code"] = "roads", ["description"] = "x", ["address_id"] = VoiceCounty.Village.ToString() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Post("shk_" + new string('a', 40), "requests.json", new() { ["service_code"] = "roads" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Anyone().PostAsync(At + "requests.json", new StringContent("{}", null, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    internal async Task<string> Key(string verb = VoicesModule.Exchange) => await KeyOf(app, verb);

    internal static async Task<string> KeyOf(VoiceCounty app, string verb = VoicesModule.Exchange) => await KeyOf(await app.SignedIn(Role.Officer, VoiceCounty.County), verb);

    /// <summary>It reaches as far as the person who lends it, in the county.</summary>
    internal static async Task<string> KeyOf(HttpClient officer, string verb)
    {
        using var answer = await officer.PostAsJsonAsync("/api/v1/keys", new { name = "other system", verbs = new[] { verb }, place = VoiceCounty.County.ToString(), days = 30 });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private async Task<JsonElement> Get(string what) => JsonDocument.Parse(await app.Anyone().GetStringAsync(At + what)).RootElement;

    private async Task<HttpResponseMessage> Post(string key, string what, Dictionary<string, string> fields, string? idempotency = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At + what) { Content = new FormUrlEncodedContent(fields.Append(new("api_key", key))) };
        if (idempotency is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotency);
        }
        return await app.Anyone().SendAsync(request);
    }

    private static string Number(HttpResponseMessage answer)
    {
        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement[0].GetProperty("service_request_id").GetString()!;
    }
}

/// <summary>A server that takes three messages a minute from one machine.</summary>
public sealed class FewMessages : VoiceCounty
{
    protected override Settings Adjust(Settings settings) => settings with { MessagesPerMachine = 3 };
}

public sealed class TooManyMessagesTests(FewMessages app) : IClassFixture<FewMessages>
{
    [Fact]
    public async Task A_machine_that_sends_too_much_is_told_in_the_standards_own_words()
    {
        HttpResponseMessage answer = null!;
        for (var i = 0; i < 4; i++)
        {
            answer = await app.Anyone().PostAsync("/open311/v2/requests.json", new FormUrlEncodedContent([]));
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        (await answer.Content.ReadFromJsonAsync<JsonElement>())[0].GetProperty("code").GetString().ShouldBe("429");
        // Reading goes on.
        (await app.Anyone().GetAsync("/open311/v2/services.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
