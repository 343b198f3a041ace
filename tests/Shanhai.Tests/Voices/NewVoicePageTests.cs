using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

public sealed partial class NewVoicePageTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task Anybody_sees_the_form_with_what_it_is_about_and_by_when_there_is_an_answer()
    {
        var page = await app.Anyone().GetStringAsync("/voices/new?place=" + VoiceCounty.Village);

        page.ShouldContain("您想反映什么");
        page.ShouldContain("土地承包与征收");
        page.ShouldContain("云上村");
        // Sent on Monday 23 November, fifteen natural days end on 8 December.
        page.ShouldContain("2026年12月8日");
        page.ShouldContain("/clocks?rule=XF.SORT");
    }

    [Fact]
    public async Task What_is_missing_is_told_at_its_field_and_everything_typed_stays()
    {
        var answer = await app.Anyone().PostForm("/voices/new", new() { ["do"] = "next", ["wish"] = "请派人来看", ["place"] = "没有这个村", ["people"] = "许多", ["where"] = "桥头" });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await Read(answer);
        page.ShouldContain("请写明您要反映的情况");
        page.ShouldContain("没有找到“没有这个村”");
        page.ShouldContain("人数应为 1 至");
        page.ShouldContain("请派人来看");
        page.ShouldContain("桥头");
        page.ShouldContain("许多");
    }

    [Fact]
    public async Task A_name_that_several_places_may_be_is_chosen_not_guessed()
    {
        var page = await Read(await app.Anyone().PostForm("/voices/new", Said("云", "next")));

        page.ShouldContain("有几个地方可能是");
        page.ShouldContain("value=\"" + VoiceCounty.Village + "\"");
    }

    [Fact]
    public async Task Before_sending_it_says_who_will_see_it_and_the_day()
    {
        var page = await Read(await app.Anyone().PostForm("/voices/new", Said("云上村", "next")));

        page.ShouldContain("还没有提交");
        page.ShouldContain("北山县信访局");
        page.ShouldContain("2026年12月8日");
        page.ShouldContain("60日内办结");
        page.ShouldContain("匿名");
        (await app.Ask(db => db.Voices.CountAsync(v => v.Text == Told))).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_sent_leads_to_a_receipt_whose_PIN_stands_in_no_address()
    {
        var villager = app.Anyone();
        var sent = await villager.PostForm("/voices/new", Said("云上村", "send", "先打了电话，没人来。"));

        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        sent.Headers.Location!.ToString().ShouldBe("/voices/receipt");
        var answer = await villager.GetAsync("/voices/receipt");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var page = await Read(answer);
        var (receipt, pin) = Slip(page);
        page.ShouldContain("北山县信访局");
        page.ShouldContain("<svg class=\"qr\"");
        page.ShouldContain("/voices/follow?receipt=" + receipt);
        var addresses = Address().Matches(page).Select(m => m.Value).ToList();
        addresses.ShouldContain(a => a.Contains("/voices/follow?receipt="));
        addresses.ShouldAllBe(a => !a.Contains(pin));

        // Another browser knows nothing of it.
        (await app.Anyone().GetAsync("/voices/receipt")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "先打了电话，没人来。"));
        voice.Channel.ShouldBe(Channel.Web);
        voice.Place.ShouldBe(VoiceCounty.Village);
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Summary!.Contains(pin)))).ShouldBeFalse();

        (await villager.PostForm("/voices/receipt", [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await villager.GetAsync("/voices/receipt")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_form_sent_twice_is_filed_once_and_both_answers_tell_the_PIN()
    {
        var villager = app.Anyone();
        var form = Said("云上村", "send", "按了两次的那件事");
        await villager.PostForm("/voices/new", new(form));
        var first = Slip(await Read(await villager.GetAsync("/voices/receipt")));
        await villager.PostForm("/voices/new", new(form));
        var second = Slip(await Read(await villager.GetAsync("/voices/receipt")));

        second.ShouldBe(first);
        (await app.Ask(db => db.Voices.CountAsync(v => v.Text == "按了两次的那件事"))).ShouldBe(1);
    }

    [Fact]
    public async Task Markup_is_shown_as_text()
    {
        var page = await Read(await app.Anyone().PostForm("/voices/new", Said("云上村", "next", "<script>alert(1)</script><b>粗</b>")));

        page.ShouldNotContain("<script>alert(1)");
        page.ShouldNotContain("<b>粗</b>");
        page.ShouldContain("&lt;script&gt;alert(1)");
    }

    [Fact]
    public async Task An_accusation_names_its_bodies_by_search_and_goes_to_a_discipline_body()
    {
        var villager = app.Anyone();
        var form = Said("云上村", "look", "有人截留补贴");
        (form["kind"], form["body"]) = ("Accusation", "农业");
        var looked = await Read(await villager.PostForm("/voices/new", form));
        looked.ShouldContain("北山县农业农村局");
        looked.ShouldContain("永远看不到");

        (form["do"], form["accused"]) = ("next", VoiceCounty.Agriculture.ToString());
        form.Remove("body");
        var check = await Read(await villager.PostForm("/voices/new", form));
        check.ShouldContain("北山县纪委监委");
        check.ShouldNotContain("北山县信访局");

        form["do"] = "send";
        await villager.PostForm("/voices/new", form);
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "有人截留补贴"));
        voice.Kind.ShouldBe(VoiceKind.Accusation);
        (await app.Ask(db => db.VoiceAccused.AnyAsync(a => a.Voice == voice.Id && a.Body == VoiceCounty.Agriculture))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_clerk_enters_a_call_and_sees_what_may_be_the_same()
    {
        await app.Anyone().PostForm("/voices/new", Said("云上村", "send", "自来水又停了三天"));
        var clerk = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var form = Said("云上村", "send", "打电话说停水");
        (form["channel"], form["receivedOn"]) = ("Telephone", "2026-11-20");

        var compare = await Read(await clerk.PostForm("/voices/enter", form));
        compare.ShouldContain("自来水又停了三天");
        compare.ShouldContain("同一村（社区）");
        form["seen"] = "true";
        (await clerk.PostForm("/voices/enter", form)).Headers.Location!.ToString().ShouldBe("/voices/receipt");

        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "打电话说停水"));
        voice.Channel.ShouldBe(Channel.Telephone);
        voice.NextDue.ShouldBe(new DateOnly(2026, 12, 7));
        (await app.Anyone().GetAsync("/voices/enter")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_procedure_is_told_to_everybody_with_its_times_and_articles()
    {
        var page = await app.Anyone().GetStringAsync("/voices/procedure");

        page.ShouldContain("您可以做的");
        page.ShouldContain("申请复查");
        page.ShouldContain("/clocks?rule=XF.HANDLE");
        page.ShouldContain("第 35 条");
    }

    private static int _keys;

    private const string Told = "村口的水渠塌了，<浇>不上水。";

    private static Dictionary<string, string> Said(string place, string act, string text = Told) => new()
    {
        ["do"] = act, ["key"] = $"key-{Interlocked.Increment(ref _keys)}", ["text"] = text, ["category"] = "water-power", ["kind"] = "Appeal", ["place"] = place, ["where"] = "村口",
    };

    internal static async Task<string> Read(HttpResponseMessage answer) => await answer.Content.ReadAsStringAsync();

    internal static (string Receipt, string Pin) Slip(string page) => (Code().Match(page).Groups[1].Value, Pin().Match(page).Groups[1].Value);

    [GeneratedRegex(@"<dd class=""num"">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</dd>")]
    private static partial Regex Code();

    [GeneratedRegex(@"<dd class=""num"">(\d{6})</dd>")]
    private static partial Regex Pin();

    [GeneratedRegex(@"(?:href|action|value)=""[^""]*""")]
    private static partial Regex Address();
}

/// <summary>A server that lets one address send two forms a minute.</summary>
public sealed class FewForms : VoiceCounty
{
    protected override Settings Adjust(Settings settings) => settings with { FormsPerAddress = 2 };
}

public sealed class TooManyVoicesTests(FewForms app) : IClassFixture<FewForms>
{
    [Fact]
    public async Task Who_sends_too_much_keeps_her_words_and_is_told_whom_to_call()
    {
        await app.Do(async (services, actor) =>
        {
            var db = (Shanhai.Host.Persistence.Db)services.GetService(typeof(Shanhai.Host.Persistence.Db))!;
            (await db.Organisations.SingleAsync(o => o.Id == VoiceCounty.PetitionOffice)).Phone = "0571-00000000";
            db.Record(actor, "test", "organisation");
            await db.SaveChangesAsync();
        });
        var villager = app.Anyone();
        HttpResponseMessage answer = null!;
        for (var i = 0; i < 3; i++)
        {
            answer = await villager.PostForm("/voices/new", new() { ["do"] = "next", ["text"] = "不能丢的话", ["place"] = "云上村" });
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var page = await NewVoicePageTests.Read(answer);
        page.ShouldContain("不能丢的话");
        page.ShouldContain("0571-00000000");
    }
}
