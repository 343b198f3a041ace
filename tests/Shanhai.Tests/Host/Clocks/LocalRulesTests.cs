using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Clocks;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>Profiles that places switch on, and promises that bodies make.</summary>
public sealed class LocalRulesTests(App app) : IClassFixture<App>
{
    private static readonly Actor Officer = Head with { Holdings = [new(Role.Officer, County)] };
    private static readonly Actor HeadOfBureau = Head with { Holdings = [new(Role.Leader, County, Bureau)] };

    [Fact]
    public async Task An_officer_switches_the_profile_of_2016_on_and_off_for_her_place()
    {
        var on = new SwitchProfile("ZJXF2016", County, Day("2026-03-01"), "县府办〔2026〕5号");

        (await Switch(on with { Place = 330_100_000_000 })).Problem!.Code.ShouldBe("not-allowed-here");
        (await Switch(on with { Basis = null })).Problem!.Fields.ShouldHaveSingleItem().Field.ShouldBe("basis");
        (await Switch(on with { Profile = "ZJXF1999" })).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("deadline.no-profile");
        (await Switch(on, HeadOfBureau)).Problem.ShouldBe(Problem.NotAllowed);
        (await Switch(on)).Problem.ShouldBeNull();
        (await Switch(on)).Problem!.Code.ShouldBe("deadline.profile-on");
        (await Current()).InForce("XF.HANDLE", County, Day("2026-03-02"))!.Code.ShouldBe("ZJXF2016.HANDLE");

        (await Switch(on with { On = false, From = Day("2026-06-01"), Basis = null })).Problem.ShouldBeNull();

        (await Current()).InForce("XF.HANDLE", County, Day("2026-05-31"))!.Code.ShouldBe("ZJXF2016.HANDLE");
        (await Current()).InForce("XF.HANDLE", County, Day("2026-06-01"))!.Code.ShouldBe("XF.HANDLE");
        (await app.Ask(db => db.Journal.CountAsync(e => e.Verb == ClocksModule.SetProfile && e.Place == County))).ShouldBe(2);
    }

    [Fact]
    public async Task A_body_promises_less_than_the_law_gives_and_never_more()
    {
        var shorter = new MakePromise(Bureau, "XF.HANDLE", "30 nd", Day("2026-03-01"));

        (await Promise(shorter)).Problem.ShouldBeNull();
        (await Promise(shorter with { Term = "20 nd", From = Day("2026-05-01") })).Problem.ShouldBeNull();
        (await Promise(shorter with { Term = "61 nd" })).Problem!.Code.ShouldBe("deadline.promise-longer");
        (await Promise(shorter with { Rule = "XF.REVIEW.ASK" })).Problem!.Code.ShouldBe("deadline.no-promise");
        (await Promise(shorter with { Rule = "JZ.PUBLIC" })).Problem!.Code.ShouldBe("deadline.no-promise");
        (await Promise(shorter with { Term = "a week" })).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("deadline.no-term");
        (await Promise(shorter with { Body = Township })).Problem!.Code.ShouldBe("deadline.not-your-body");
        (await Promise(shorter, Officer)).Problem.ShouldBe(Problem.NotAllowed);

        var now = await Current();
        now.PromiseOf(Bureau, "XF.HANDLE", Day("2026-04-30"))!.Term.ShouldBe("30 nd");
        now.PromiseOf(Bureau, "XF.HANDLE", Day("2026-05-01"))!.Term.ShouldBe("20 nd");
        Clock("XF.HANDLE", "2026-05-06", now).PromisedOn.ShouldBe(Day("2026-05-26"));
    }

    [Fact]
    public async Task A_promise_in_working_days_is_measured_against_every_start_day_of_the_calendar()
    {
        var promise = new MakePromise(Bureau, "XF.SORT", "5 wd", Day("2026-03-01"));
        var refused = (await Promise(promise with { Term = "10 wd" })).Problem!;

        refused.Code.ShouldBe("deadline.promise-longer");
        Problems.Title(Language.Chinese, refused).ShouldContain("承诺的10个工作日会比法定的15日晚");
        Problems.Title(Language.English, refused).ShouldContain("10 working days");
        (await Promise(promise)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_promise_is_taken_back_from_a_day_on()
    {
        var made = (await Promise(new(Bureau, "XF.NOTICE", "7 nd", Day("2026-07-01")))).Value;

        (await End(made.Id, Head)).Problem.ShouldBe(Problem.NotFound);
        (await End(made.Id)).Value.To.ShouldBe(Day("2026-08-01"));
        (await End(made.Id)).Problem!.Code.ShouldBe("deadline.promise-ended");
        (await Current()).PromiseOf(Bureau, "XF.NOTICE", Day("2026-07-31")).ShouldNotBeNull();
        (await Current()).PromiseOf(Bureau, "XF.NOTICE", Day("2026-08-01")).ShouldBeNull();
    }

    [Fact]
    public async Task The_page_takes_a_promise_from_whoever_leads_a_body_and_a_profile_from_an_officer()
    {
        await app.AddUser("bureau-head", Role.Leader, County);
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var user = await db.Users.SingleAsync(u => u.UserName == "bureau-head");
            db.Grants.Add(new() { Id = Id<Grant>.New(app.Clock), UserId = user.Id, Role = Role.Leader, Place = County, Organisation = Township, From = Day("2026-01-01") });
            db.Record(actor, "grants.change", "user:x");
            await db.SaveChangesAsync();
        });
        var head = await app.SignIn("bureau-head");

        var longer = await head.PostForm("/clocks/promises", new() { ["body"] = Township.ToString("N"), ["rule"] = "XF.HANDLE", ["term"] = "90 nd", ["from"] = "2026-12-01" });
        longer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await longer.Content.ReadAsStringAsync()).ShouldContain("承诺的90日会比法定的60日晚");
        (await head.PostForm("/clocks/promises", new() { ["body"] = Township.ToString("N"), ["rule"] = "XF.HANDLE", ["term"] = "45 nd", ["from"] = "2026-12-01" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        WebUtility.HtmlDecode(await head.GetStringAsync("/clocks/promises")).ShouldContain("45日");
        var promise = (await app.Ask(db => db.ServicePromises.SingleAsync(p => p.Body == Township))).Id;
        (await head.PostForm($"/clocks/promises/{promise}/end", [], "/clocks/promises")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.ServicePromises.SingleAsync(p => p.Body == Township))).To.ShouldBe(Day("2026-12-01"));

        PlaceCode elsewhere = 330_281_000_000;
        var officer = await app.SignedIn(Role.Officer, elsewhere);
        (await officer.GetStringAsync("/clocks/promises")).ShouldNotContain("45日");
        (await officer.PostForm("/clocks/profiles", new() { ["profile"] = "ZJXF2016", ["place"] = County.ToString(), ["day"] = "2027-03-01", ["basis"] = "x", ["on"] = "on" }, "/clocks/promises")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.PostForm("/clocks/profiles", new() { ["profile"] = "ZJXF2016", ["place"] = elsewhere.ToString(), ["day"] = "2027-03-01", ["basis"] = "市府办〔2027〕1号", ["on"] = "on" }, "/clocks/promises")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await officer.GetStringAsync("/clocks/promises")).ShouldContain("2027-03-01");
        (await Current()).InForce("XF.HANDLE", elsewhere, Day("2027-03-01"))!.Code.ShouldBe("ZJXF2016.HANDLE");
        (await app.Anyone().GetAsync("/clocks/promises")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await (await app.SignedIn(Role.Clerk, County)).GetAsync("/clocks/promises")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<Deadlines> Current() => With((services, db) => services.GetRequiredService<CurrentDeadlines>().Read(db, default).AsTask());

    private Task<Result<SwitchProfile.Switched>> Switch(SwitchProfile input, Actor? by = null) =>
        With((services, db) => SwitchProfile.Handle(input, services.GetRequiredService<CurrentDeadlines>(), db, by ?? Officer, app.Clock, default));

    private Task<Result<MakePromise.Made>> Promise(MakePromise input, Actor? by = null) =>
        With((services, db) => MakePromise.Handle(input, services.GetRequiredService<CurrentDeadlines>(), db, by ?? HeadOfBureau, app.Clock, default));

    private Task<Result<EndPromise.Ended>> End(Id<ServicePromise> id, Actor? by = null) =>
        With((services, db) => EndPromise.Handle(id, new(Day("2026-08-01")), services.GetRequiredService<CurrentDeadlines>(), db, by ?? HeadOfBureau, app.Clock, default));

    private async Task<T> With<T>(Func<IServiceProvider, Db, Task<T>> work)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<Db>());
    }
}
