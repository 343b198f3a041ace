using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Pairing;
using Shanhai.Pairing.Investors;

namespace Shanhai.Tests.Pairing;

/// <summary>Offers of investment: sent by anybody, matched to needs, followed until they are invested.</summary>
public sealed partial class InvestorTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static Dictionary<string, string> Form(string key, string name = "张三侨") => new()
    {
        ["key"] = key, ["who"] = "Returning", ["place"] = PairedCounty.County.ToString(), ["what"] = "Market", ["sector"] = "planting", ["amount"] = "50,000", ["words"] = "回乡收购茶叶", ["name"] = name, ["phone"] = "0571-00000000",
    };

    [Fact]
    public async Task Anybody_sends_an_offer_once_and_an_officer_follows_it_until_it_is_invested()
    {
        var anyone = app.Anyone();
        var (first, second) = (await anyone.PostForm("/pairing/invest", Form("key-of-the-sender-0001")), await anyone.PostForm("/pairing/invest", Form("key-of-the-sender-0001")));
        var text = await first.Content.ReadAsStringAsync();
        var offer = await app.Ask(db => db.InvestmentOffers.AsNoTracking().SingleAsync(o => o.ClientKey == "key-of-the-sender-0001"));
        var (officer, other, clerk) = (await app.SignedIn(Role.Officer, PairedCounty.County), await app.SignedIn(Role.Officer, PairedCounty.Other), await app.SignedIn(Role.Clerk, PairedCounty.County));
        var at = $"/pairing/offers/{offer.Id}";

        var list = await officer.GetStringAsync("/pairing/offers?lang=zh");
        var page = await officer.GetStringAsync(at + "?lang=zh");
        var agreed = await officer.PostForm(at + "/steps", new() { ["version"] = "0", ["to"] = "Agreed", ["village"] = PairedCounty.Village(1).ToString(), ["on"] = "2026-11-23", ["words"] = "签了收购协议" }, at);
        var early = await officer.PostForm(at + "/steps", new() { ["version"] = "1", ["to"] = "Invested", ["on"] = "2026-11-23", ["words"] = "到位" }, at);
        var came = await officer.PostForm(at + "/steps", new() { ["version"] = "1", ["to"] = "Invested", ["invested"] = "30000.50", ["on"] = "2026-11-23", ["words"] = "首笔" }, at);
        var stale = await officer.PostForm(at + "/steps", new() { ["version"] = "1", ["to"] = "Invested", ["invested"] = "1", ["on"] = "2026-11-23", ["words"] = "再到" }, at);
        var more = await officer.PostForm(at + "/steps", new() { ["version"] = "2", ["to"] = "Invested", ["invested"] = "19999.50", ["on"] = "2026-11-23", ["words"] = "第二笔" }, at);
        var back = await officer.PostForm(at + "/steps", new() { ["version"] = "3", ["to"] = "InTalks", ["on"] = "2026-11-23", ["words"] = "再谈" }, at);
        var after = await app.Ask(db => db.InvestmentOffers.AsNoTracking().SingleAsync(o => o.Id == offer.Id));

        text.ShouldContain(offer.Code);
        (await second.Content.ReadAsStringAsync()).ShouldContain(offer.Code);
        list.ShouldContain(offer.Code);
        page.ShouldContain("第1村");
        page.ShouldContain("覆盖需求 50 %");
        page.ShouldNotContain("[investors.");
        page.ShouldNotContain("张三侨");
        agreed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        came.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        more.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        back.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (after.State, after.Village, after.Invested).ShouldBe((OfferState.Invested, PairedCounty.Village(1), 5_000_000));
        (await other.GetAsync(at)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clerk.GetAsync(at)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Ask(db => db.OfferSteps.CountAsync(s => s.Offer == offer.Id))).ShouldBe(3);
    }

    [Fact]
    public async Task The_sender_follows_her_own_offer_by_code_and_PIN_and_nobody_guesses_either()
    {
        var anyone = app.Anyone();
        var sent = await (await anyone.PostForm("/pairing/invest", Form("key-of-the-sender-0009", "王五归"))).Content.ReadAsStringAsync();
        var again = await (await anyone.PostForm("/pairing/invest", Form("key-of-the-sender-0009", "王五归"))).Content.ReadAsStringAsync();
        var offer = await app.Ask(db => db.InvestmentOffers.AsNoTracking().SingleAsync(o => o.ClientKey == "key-of-the-sender-0009"));
        var pin = Pin().Match(sent).Groups[1].Value;
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/offers/{offer.Id}";
        await officer.PostForm(at + "/steps", new() { ["version"] = "0", ["to"] = "InTalks", ["on"] = "2026-11-23", ["words"] = "内部意见不外传" }, at);
        await officer.PostForm(at + "/steps", new() { ["version"] = "1", ["to"] = "Invested", ["village"] = PairedCounty.Village(1).ToString(), ["invested"] = "20000", ["on"] = "2026-11-23", ["words"] = "到账" }, at);
        async Task<HttpResponseMessage> Open(string code, string typed) => await app.Anyone().PostForm("/pairing/invest/own", new() { ["code"] = code, ["pin"] = typed });

        var own = await Open(" " + offer.Code.ToLowerInvariant(), pin);
        var page = await own.Content.ReadAsStringAsync();
        var noCode = await Open("NOSUCHCODE", pin);
        var wrong = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            wrong.Add((await Open(offer.Code, "x")).StatusCode);
        }
        var locked = await Open(offer.Code, pin);
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        var later = await Open(offer.Code, pin);

        pin.Length.ShouldBe(6);
        Pin().Match(again).Groups[1].Value.ShouldBe(pin);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("第1村");
        page.ShouldContain("到位 20,000.00 元");
        page.ShouldContain("洽谈中");
        page.ShouldNotContain("内部意见不外传");
        page.ShouldNotContain("王五归");
        page.ShouldNotContain("[investors.");
        noCode.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        wrong.ShouldBe([.. Enumerable.Repeat(HttpStatusCode.NotFound, 5), HttpStatusCode.TooManyRequests]);
        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
        System.Text.Encoding.UTF8.GetString(offer.Box).ShouldNotContain(pin);
        (await app.Anyone().GetStringAsync("/?lang=zh")).ShouldContain("/pairing/invest");
    }

    [GeneratedRegex("""<dd class="num">(\d{6})</dd>""")]
    private static partial Regex Pin();

    [Fact]
    public async Task Who_sent_it_is_sealed_and_opened_with_a_reason_that_is_journalled()
    {
        await app.Anyone().PostForm("/pairing/invest", Form("key-of-the-sender-0002", "李四归"));
        var offer = await app.Ask(db => db.InvestmentOffers.AsNoTracking().SingleAsync(o => o.ClientKey == "key-of-the-sender-0002"));
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/offers/{offer.Id}";

        var unsaid = await officer.PostForm(at + "/person", new() { ["reason"] = "" }, at);
        var opened = await officer.PostForm(at + "/person", new() { ["reason"] = "约洽谈时间" }, at);
        var answer = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/pairing/offers/{offer.Id}");

        unsaid.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await opened.Content.ReadAsStringAsync()).ShouldContain("李四归");
        answer.ToString().ShouldNotContain("李四归");
        System.Text.Encoding.UTF8.GetString(offer.Box).ShouldNotContain("李四归");
        (await app.Ask(db => db.Journal.Where(e => e.Subject == "investment-offer:" + offer.Id).ToListAsync())).ShouldContain(e => e.Summary != null && e.Summary.Contains("约洽谈时间"));
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_keeps_what_was_typed_and_says_what_to_write()
    {
        var form = Form("key-of-the-sender-0003");
        (form["place"], form["amount"], form["phone"]) = ("示范省", "很多", "");

        var bad = await app.Anyone().PostForm("/pairing/invest", form);
        var text = await bad.Content.ReadAsStringAsync();

        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        text.ShouldContain("不是整数");
        text.ShouldContain("回乡收购茶叶");
        Scripted().IsMatch(text).ShouldBeFalse();
        (await app.Ask(db => db.InvestmentOffers.CountAsync(o => o.ClientKey == "key-of-the-sender-0003"))).ShouldBe(0);
    }

    /// <summary>A handler in the markup: the form does without.</summary>
    [GeneratedRegex(" on(click|submit|change)=", RegexOptions.IgnoreCase)]
    private static partial Regex Scripted();
}
