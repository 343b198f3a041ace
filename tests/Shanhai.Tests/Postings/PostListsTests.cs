using System.Net;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Pairing;
using Shanhai.Postings;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Postings;

/// <summary>Posts as they are looked for: everybody's list, the officials' list over all batches, a batch, the home page, sheets of paper and files.</summary>
public sealed class PostListsTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly From = new(2026, 1, 1);

    // A batch of two years whose last day is thirty days from now.
    private static readonly DateOnly Ending = SendingCounty.Today.AddDays(31).AddYears(-2);

    private async Task<Page<PostLine>> Public(FindPosts input) =>
        (await app.Use((services, actor) => FindPosts.Handle(input, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default))).Value;

    private async Task<Page<FindPostsOfArea.Row>> Found(FindPostsOfArea input) =>
        (await app.Use((services, actor) => FindPostsOfArea.Handle(input, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default))).Value;

    private async Task<IEnumerable<Id<Post>>> Ids(FindPostsOfArea input) => (await Found(input)).Rows.Select(r => r.Post.Id);

    private async Task<ShowPostBatch> Batch(Id<PostBatch> id, ShowPostBatch.Filter? filter = null) =>
        (await app.Use((services, actor) => ShowPostBatch.Handle(id, filter ?? new(), PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default))).Value;

    [Fact]
    public async Task Everybodys_list_names_a_village_while_somebody_is_there_and_is_searched()
    {
        var organ = await app.Organ("县档案局", PairedCounty.County);
        var villages = await app.Villages(601, 2);
        var id = await app.Sent(await app.PostBatch(from: From), "尤一", organ, villages[0]);
        await app.Ended(villages[0], villages[1]);
        (await app.Use((services, actor) => CarryPostOn.Handle(id, new(villages[0], 1), PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default))).Problem.ShouldBeNull();

        (await Public(new() { Under = villages[0] })).Rows.ShouldBeEmpty();
        (await Public(new() { Under = villages[1] })).Rows.ShouldHaveSingleItem().Id.ShouldBe(id);
        (await Public(new() { Under = villages[0], Over = true })).Rows.ShouldHaveSingleItem().Id.ShouldBe(id);
        foreach (var words in new[] { "档案", "601镇2", " 尤 " })
        {
            var found = await Public(new() { Q = words });
            found.Rows.ShouldHaveSingleItem(words).Id.ShouldBe(id);
            found.Total.ShouldBe(1);
        }
        (await Public(new() { Q = "选派通知" })).Rows.ShouldBeEmpty();
        var page = await app.Anyone().GetStringAsync("/postings/published?q=档案&lang=zh");
        page.ShouldContain("县档案局");
        page.ShouldNotContain("尤一");
    }

    [Fact]
    public async Task Officials_search_filter_and_sort_the_posts_of_all_batches_and_export_what_is_shown()
    {
        var organ = await app.Organ("县林业站", PairedCounty.County);
        var villages = await app.Villages(602, 2);
        var (ending, running) = (await app.PostBatch(from: Ending), await app.PostBatch(from: From));
        var first = await app.Sent(ending, "赵一", organ, villages[0]);
        var second = await app.Sent(running, "钱二", organ, villages[1]);
        var third = await app.Sent(running, "孙三", organ);

        (await Found(new() { Q = "林业站" })).Total.ShouldBe(3);
        (await Ids(new() { Q = "林业站" })).First().ShouldBe(first);
        (await Ids(new() { Q = "林业站", Sort = "from" })).First().ShouldBe(first);
        (await Ids(new() { Q = "林业站", Sort = "-to" })).Last().ShouldBe(first);
        (await Ids(new() { Q = "林业站", Ends = 60 })).ShouldBe([first]);
        (await Ids(new() { Q = "林业站", Ends = 29 })).ShouldBeEmpty();
        (await Ids(new() { Q = "林业站", Waiting = true })).ShouldBe([third]);
        (await Ids(new() { Q = "林业站", Stage = Stage.Runs })).ShouldBe([first, second, third], ignoreOrder: true);
        (await Ids(new() { Q = "林业站", Stage = Stage.Over })).ShouldBeEmpty();
        (await Ids(new() { Q = "林业站", Kind = "commissioner" })).ShouldBeEmpty();
        (await Ids(new() { Q = "钱", Under = villages[1] })).ShouldBe([second]);
        (await Ids(new() { Q = "选派通知", Under = villages[0] })).ShouldBe([first]);
        (await Ids(new() { Q = "钱二" })).ShouldBeEmpty();
        var (walked, after) = (new List<Id<Post>>(), (string?)null);
        do
        {
            var page = await Found(new() { Q = "林业站", Sort = "-from", Size = 1, After = after });
            walked.Add(page.Rows.ShouldHaveSingleItem().Post.Id);
            after = page.Next;
        }
        while (after is not null);
        walked.ShouldBe([first, second, third], ignoreOrder: true);
        (await app.Use((db, actor) => RecallPost.Handle(second, new("调任", null, 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        (await Ids(new() { Q = "林业站", Stage = Stage.Over })).ShouldBe([second]);

        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var clerk = await (await app.SignedIn(Role.Clerk, villages[0])).GetStringAsync("/postings/posts?q=林业站&lang=zh");
        var csv = await officer.GetStringAsync("/postings/posts/export?format=csv&q=林业站&ends=60&lang=zh");
        foreach (var language in new[] { "zh", "en" })
        {
            var page = await officer.GetStringAsync("/postings/posts?q=林业站&stage=runs&sort=-to&lang=" + language);
            page.ShouldContain("602镇1村");
            page.ShouldNotContain("602镇2村");
            page.ShouldNotContain("赵一");
            page.ShouldNotContain("[postings.");
        }
        clerk.ShouldContain("602镇1村");
        clerk.ShouldNotContain("602镇2村");
        csv.ShouldContain("602镇1村");
        csv.ShouldContain("第十三批");
        csv.ShouldNotContain("孙**");
        (await (await app.SignedIn(Role.Officer, PairedCounty.Other)).GetStringAsync("/postings/posts?lang=zh")).ShouldNotContain("县林业站");
        (await officer.GetAsync("/postings/posts?under=没有这个地方")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await app.Anyone().GetAsync("/api/v1/postings/posts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_batch_shows_those_who_wait_and_who_is_looked_for_and_the_list_of_batches_is_narrowed()
    {
        var organ = await app.Organ("县畜牧站", PairedCounty.County);
        var village = (await app.Villages(603, 1))[0];
        PlaceCode township = 990101603000;
        var (own, wide, past) = (await app.PostBatch(from: From, place: township), await app.PostBatch(from: From), await app.PostBatch(from: new(2024, 1, 1), place: township));
        var placed = await app.Sent(wide, "周一", organ, village);
        var waits = await app.Sent(wide, "吴二", organ);
        await app.Sent(past, "郑三", organ);
        async Task<IEnumerable<Id<PostBatch>>> Batches(FindPostBatches input) =>
            (await app.Use((services, actor) => FindPostBatches.Handle(input, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default))).Value.Rows.Select(r => r.Id);

        var shown = await Batch(wide);
        (shown.Total, shown.Waiting).ShouldBe((2, 1));
        (await Batch(wide, new() { Waiting = true })).Posts.Rows.ShouldHaveSingleItem().Id.ShouldBe(waits);
        (await Batch(wide, new() { Q = "603镇" })).Posts.Rows.ShouldHaveSingleItem().Id.ShouldBe(placed);
        // Whose term is over waits for nothing any more.
        (await Batch(past)).Waiting.ShouldBe(0);
        (await app.Proposal(past)).Waiting.ShouldBe(0);

        (await Batches(new() { Under = township })).ShouldBe([own, wide, past], ignoreOrder: true);
        (await app.Use((db, actor) => ClosePostBatch.Handle(own, new(), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        (await Batches(new() { Under = township, Open = true })).ShouldBe([wide, past], ignoreOrder: true);
        (await Batches(new() { Under = township, Q = "没有这个批次" })).ShouldBeEmpty();
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        (await officer.GetStringAsync($"/postings/export?format=csv&under={township}&open=true&lang=zh")).ShouldContain("选派通知");
        (await officer.GetStringAsync($"/postings/batches/{wide}/export?format=csv&waiting=true&lang=zh")).ShouldNotContain("603镇1村");
        foreach (var address in new[] { $"/postings?under={township}&open=true", $"/postings/batches/{wide}?waiting=true", $"/postings/batches/{wide}/match" })
        {
            var page = await officer.GetStringAsync(address + (address.Contains('?') ? "&lang=en" : "?lang=en"));
            page.ShouldNotContain("[postings.");
        }
        (await officer.GetAsync("/postings?under=没有这个地方")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_home_page_of_an_officer_tells_of_terms_that_end_of_people_without_a_village_and_of_villages_without_anybody()
    {
        var organ = await app.Organ("县农机站", PairedCounty.County);
        var villages = await app.Villages(604, 3);
        PlaceCode township = 990101604000;
        var officer = await app.SignedIn(Role.Officer, township);
        (await officer.GetStringAsync("/?lang=zh")).ShouldNotContain("应有农村工作指导员而没有");
        await app.Sent(await app.PostBatch(from: Ending), "冯一", organ, villages[0]);
        await app.Sent(await app.PostBatch(from: From, place: township), "陈二", organ);

        var home = await officer.GetStringAsync("/?lang=zh");
        var english = await officer.GetStringAsync("/?lang=en");

        home.ShouldContain("1 人的派驻期在 60 天内届满");
        home.ShouldContain("1 名派驻人员待定村");
        home.ShouldContain("2 个村应有农村工作指导员而没有");
        home.ShouldContain("/postings/coverage?kind=instructor");
        home.ShouldNotContain("应有驻村第一书记而没有");
        english.ShouldContain("1 posts end within 60 days");
        english.ShouldNotContain("[postings.");
        (await officer.GetStringAsync("/postings/posts?ends=60&lang=zh")).ShouldContain("604镇1村");
        (await (await app.SignedIn(Role.Clerk, township)).GetStringAsync("/?lang=zh")).ShouldNotContain("天内届满");
        (await (await app.SignedIn(Role.Officer, PairedCounty.Other)).GetStringAsync("/?lang=zh")).ShouldNotContain("天内届满");
    }

    [Fact]
    public async Task A_village_and_a_batch_are_printed_on_a_sheet_with_surnames_alone()
    {
        var organ = await app.Organ("县邮政站", PairedCounty.County);
        var villages = await app.Villages(605, 3);
        var batch = await app.PostBatch(from: From);
        var id = await app.Sent(batch, "褚一", organ, villages[0]);
        var gone = await app.Sent(batch, "卫二", organ, villages[0]);
        await app.Sent(batch, "蒋三", organ, villages[1]);
        (await app.Use((db, actor) => RecallPost.Handle(gone, new("长期不到岗", new(2026, 11, 1), 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        var task = (await app.Use((db, actor) => PlanTask.Handle(id, new("policy", villages[0], "宣讲", new(2026, 12, 31)), db, actor, app.Clock, default))).Value.Id;
        (await app.Use((db, actor) => RecordTaskResult.Handle(task, new("宣讲两场", new(2026, 11, 20), null, null, 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var sheet = await app.Anyone().GetStringAsync($"/postings/villages/{villages[0]}/sheet?lang=zh");
        var english = await app.Anyone().GetStringAsync($"/postings/villages/{villages[0]}/sheet?lang=en");
        var empty = await app.Anyone().GetStringAsync($"/postings/villages/{villages[2]}/sheet?lang=zh");
        var whole = await officer.GetStringAsync($"/postings/batches/{batch}/sheet?lang=zh");
        var api = await app.Anyone().GetStringAsync($"/api/v1/postings/villages/{villages[0]}");

        sheet.ShouldContain("605镇1村派驻人员");
        sheet.ShouldContain("褚**");
        sheet.ShouldContain("2026-01-01 – 2026-10-31");
        sheet.ShouldContain("宣讲两场");
        sheet.ShouldContain("data-print");
        sheet.ShouldNotContain("不到岗");
        sheet.ShouldNotContain("褚一");
        english.ShouldNotContain("[postings.");
        empty.ShouldContain("现在没有派驻人员");
        whole.ShouldContain("605镇2村");
        whole.ShouldContain("蒋**");
        whole.ShouldNotContain("蒋三");
        whole.ShouldNotContain("[postings.");
        api.ShouldContain("宣讲两场");
        api.ShouldNotContain("不到岗");
        (await app.Anyone().GetAsync($"/postings/villages/{PairedCounty.County}/sheet")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.SignedIn(Role.Officer, PairedCounty.Other)).GetAsync($"/postings/batches/{batch}/sheet")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetAsync($"/postings/batches/{batch}/sheet")).Headers.Location!.OriginalString.ShouldStartWith("/sign-in");
    }
}
