using System.Net;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Burden;

public sealed class FeedbackTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Anybody_says_what_is_wrong_and_an_administrator_answers()
    {
        var villager = app.Anyone();
        var sent = await villager.PostForm("/feedback", new() { ["page"] = "/places/990101101201?who=me", ["kind"] = "Burden", ["text"] = "同一张表报了三次" });
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var administrator = await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation);
        (await administrator.GetStringAsync("/")).ShouldContain("1 条反馈待处理");
        var list = await administrator.GetStringAsync("/feedback/all");
        list.ShouldContain("同一张表报了三次");
        list.ShouldNotContain("who=me");
        var row = await app.Ask(db => db.Feedback.AsNoTracking().SingleAsync());
        await administrator.PostForm($"/feedback/all/{row.Id}", new() { ["answer"] = "已合并为一张表" }, "/feedback/all");

        (await app.Ask(db => db.Feedback.AsNoTracking().SingleAsync())).Answer.ShouldBe("已合并为一张表");
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Verb == "feedback.answer"))).ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_message_is_shown_again_with_what_is_missing()
    {
        var answer = await app.Anyone().PostForm("/feedback", new() { ["contact"] = "0571-000000" });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("请填写这一项");
        page.ShouldContain("0571-000000");
    }

    [Fact]
    public async Task Only_administrators_read_it()
    {
        (await (await app.SignedIn(Role.Officer, PlaceCode.Nation)).GetAsync("/feedback/all")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Anyone().GetAsync("/feedback/all")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
