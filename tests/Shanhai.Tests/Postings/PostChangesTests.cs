using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Postings;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Postings;

/// <summary>What was entered wrongly is corrected, whoever lost her village is placed anew, and posts come as a table through the API.</summary>
public sealed class PostChangesTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly From = new(2026, 1, 1), Last = new(2027, 12, 31);

    private async Task<List<(PlaceCode Village, DateOnly From, DateOnly To)>> Rows(Id<Post> id) =>
        [.. (await app.Ask(db => db.PostVillages.AsNoTracking().Where(v => v.Post == id).OrderBy(v => v.FromDay).ThenBy(v => v.Village).ToListAsync())).Select(v => (v.Village, v.FromDay, v.ToDay))];

    [Fact]
    public async Task Who_lost_her_only_village_waits_again_and_begins_in_the_next_one_today()
    {
        var organ = await app.Organ("县盐务局", PairedCounty.County);
        var villages = await app.Villages(701, 2);
        var batch = await app.PostBatch(from: From, place: 990101701000);
        var id = await app.Sent(batch, "金一", organ, villages[0]);
        await app.Ended(villages[0]);
        var carried = await app.Use((services, actor) => CarryPostOn.Handle(id, new(villages[0], 1), PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default));
        carried.Value.Village.ShouldBeNull();

        var proposed = await app.Proposal(batch);
        var accepted = await app.Use((services, actor) => AcceptMatch.Handle(batch, new([new(id, villages[1])], proposed.Version), PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default));

        proposed.Pairs.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Post.ShouldBe(id), p => p.Village.ShouldBe(villages[1]));
        accepted.Problem.ShouldBeNull();
        (await Rows(id)).ShouldBe([(villages[0], From, new DateOnly(2026, 10, 31)), (villages[1], SendingCounty.Today, Last)]);
        (await app.Proposal(batch)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_village_that_was_merged_into_another_does_not_count_beside_it()
    {
        var organ = await app.Organ("县地震局", PairedCounty.County);
        var villages = await app.Villages(702, 4);
        var (instructors, secretaries) = (await app.PostBatch(from: From), await app.PostBatch("first-secretary", From));
        var id = await app.Sent(instructors, "魏二", organ, villages[0], villages[1]);
        await app.Ended(villages[0], villages[2]);
        (await app.Use((services, actor) => CarryPostOn.Handle(id, new(villages[0], 1), PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default))).Problem.ShouldBeNull();

        // With the two she has now it makes three, and three are allowed.
        var third = await app.Enter(secretaries, new("魏二", null, organ, null, [villages[1], villages[3]], null, null, null));

        third.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_that_was_entered_wrongly_is_corrected_as_long_as_it_holds_its_posts()
    {
        var organ = await app.Organ("县机关事务局", PairedCounty.County);
        var villages = await app.Villages(719, 1);
        var batch = await app.PostBatch(from: From);
        await app.Sent(batch, "范五", organ, villages[0]);
        Task<Result<CorrectPostBatch.Corrected>> Correct(CorrectPostBatch how) => app.Use((services, actor) => CorrectPostBatch.Handle(batch, how, PairedCounty.Of(services).Db, actor, default));
        var version = (await app.Ask(db => db.PostBatches.AsNoTracking().SingleAsync(b => b.Id == batch))).Version;
        var input = new CorrectPostBatch("第十四批", From, Last, "县委组〔2026〕3号", "文号录错", version);

        (await Correct(input with { Why = null, Name = " " })).Problem!.Fields.Select(f => f.Field).ShouldBe(["name", "why"]);
        (await Correct(input with { From = From.AddDays(1) })).Problem!.Fields.ShouldContain(f => f.Field == "from" && f.Key == "postings.posts-earlier");
        (await Correct(input with { To = Last.AddDays(-1) })).Problem!.Fields.ShouldContain(f => f.Field == "to" && f.Key == "postings.posts-later");
        (await Correct(input with { From = new(9999, 12, 1), To = new(9999, 12, 31) })).Problem!.Fields.ShouldContain(f => f.Field == "to" && f.Key == "field.day-range");
        (await Correct(input with { Version = version - 1 })).Problem!.Code.ShouldBe("post.changed-meanwhile");
        (await Correct(input)).Value.Version.ShouldBe(version + 1);
        var subject = $"post-batch:{batch}";
        (await app.Ask(db => db.Journal.Where(e => e.Subject == subject && e.Summary!.Contains("文号录错")).Select(e => e.Changes).SingleAsync()))!.ShouldContain("第十三批", Case.Sensitive, "the journal keeps what stood there");

        var (officer, at) = (await app.SignedIn(Role.Officer, PairedCounty.County), $"/postings/batches/{batch}");
        Dictionary<string, string> form = new() { ["batchName"] = "第十五批", ["batchFrom"] = "元旦", ["batchTo"] = "2027-12-31", ["batchDocument"] = "县委组〔2026〕3号", ["why"] = "批次记错", ["version"] = $"{version + 1}" };
        var wrong = await officer.PostForm(at + "/correct", form, at);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()).ShouldContain("value=\"元旦\"");
        form["batchFrom"] = "2026-01-01";
        (await officer.PostForm(at + "/correct", form, at)).Headers.Location!.ToString().ShouldEndWith("done=corrected");
        WebUtility.HtmlDecode(await officer.GetStringAsync(at)).ShouldContain("第十五批");
    }

    [Fact]
    public async Task Villages_and_days_that_were_entered_wrongly_are_corrected_with_a_reason()
    {
        var organ = await app.Organ("县气象站", PairedCounty.County);
        var villages = await app.Villages(703, 3);
        var id = await app.Sent(await app.PostBatch(from: From), "陶三", organ, villages[0]);
        Task<Result<CorrectPost.Corrected>> Correct(CorrectPost input) => app.Use((services, actor) =>
            CorrectPost.Handle(id, input, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default));
        var task = (await app.Use((db, actor) => PlanTask.Handle(id, new("policy", villages[0], "宣讲", new(2026, 12, 31)), db, actor, app.Clock, default))).Value.Id;
        var right = new CorrectPost([villages[1]], null, null, null, "村录错了", 1);

        (CorrectPost Input, string Field, string Key)[] cases =
        [
            (right with { Why = " " }, "why", "field.required"),
            (right with { Why = "问 13800138000" }, "why", "notice.has-mobile"),
            (right with { Villages = [PairedCounty.County] }, "villages", "postings.no-village"),
            (right with { Villages = [.. villages, PairedCounty.Village(1)] }, "villages", "postings.too-many-villages"),
            (right with { Villages = null, From = From.AddDays(-1) }, "from", "postings.outside-batch"),
            (right with { Villages = null, To = From.AddDays(-1) }, "to", "postings.ends-before"),
            (right with { Villages = null, Also = "commissioner" }, "also", "postings.not-together"),
            (right, "villages", "postings.task-there"),
            (right with { Villages = null, To = new(2026, 12, 30) }, "to", "postings.task-then"),
        ];
        foreach (var (input, field, key) in cases)
        {
            (await Correct(input)).Problem.ShouldNotBeNull(key).Fields.ShouldContain(f => f.Field == field && f.Key == key, $"{field} {key}");
        }
        (await Correct(right with { Version = 9 })).Problem!.Code.ShouldBe("post.changed-meanwhile");
        (await Rows(id)).ShouldBe([(villages[0], From, Last)]);

        (await app.Use((db, actor) => RecordTaskResult.Handle(task, new(null, null, null, "不是这个村", 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        (await Correct(right with { Also = "first-secretary" })).Value.Version.ShouldBe(2);
        (await Rows(id)).ShouldBe([(villages[1], From, Last)]);
        (await app.The(id)).Also.ShouldBe("first-secretary");
        (await app.Covered("instructor", SendingCounty.Today, villages[0])).Villages.Rows.ShouldHaveSingleItem().Since.ShouldBeNull();

        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        Dictionary<string, string> Said(string version) => new() { ["villages-correct"] = villages[2].ToString(), ["also-correct"] = "", ["from-correct"] = "2026-02-01", ["to-correct"] = "2026-12-31", ["why-correct"] = "期限录错了", ["version"] = version };
        var stale = await officer.PostForm($"/postings/{id}/correct", Said("1"), $"/postings/{id}");
        var nowhere = await officer.PostForm($"/postings/{id}/correct", new(Said("2")) { ["villages-correct"] = "没有这个村" }, $"/postings/{id}");
        var done = await officer.PostForm($"/postings/{id}/correct", Said("2"), $"/postings/{id}");
        var page = await officer.GetStringAsync($"/postings/{id}?done=corrected&lang=en");
        var clerk = await (await app.SignedIn(Role.Clerk, villages[2])).PostAsJsonAsync($"/api/v1/postings/{id}/correct", new { why = "x", version = 3 });

        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        nowhere.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.ShouldContain("Corrected");
        page.ShouldNotContain("[postings.");
        clerk.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Rows(id)).ShouldBe([(villages[2], new DateOnly(2026, 2, 1), new DateOnly(2026, 12, 31))]);
        (await app.The(id)).Also.ShouldBeNull();
        var subject = "post:" + id;
        (await app.Ask(db => db.Journal.Where(j => j.Subject == subject && j.Summary != null).Select(j => j.Summary!).ToListAsync())).Count(s => s.Contains("corrected")).ShouldBe(2);

        // What a document has changed since is not corrected away.
        (await app.Use((db, actor) => ExtendPost.Handle(id, new(new(2027, 6, 30), "延期通知", 3), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        (await Correct(right with { Version = 4 })).Problem!.Code.ShouldBe("post.not-corrected");
    }

    [Fact]
    public async Task A_table_of_posts_comes_through_the_API_is_looked_at_first_and_its_names_are_kept_nowhere()
    {
        await app.Organ("县邮政局", PairedCounty.County);
        await app.Villages(704, 2);
        var batch = await app.PostBatch(from: From);
        var at = $"/api/v1/postings/batches/{batch}/import";
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        object good = new { line = 2, name = "戚十五", sender = "县邮政局", villages = "704镇1村", skills = "种植" }, wrong = new { name = "谢四", sender = "没有这个局", from = "昨天" };

        var seen = await officer.PostAsJsonAsync(at + "?preview=true", new { rows = new[] { good, wrong } });
        var refused = await officer.PostAsJsonAsync(at, new { rows = new[] { good, wrong } });
        (await app.Ask(db => db.Posts.CountAsync(p => p.Batch == batch))).ShouldBe(0);
        using var request = new HttpRequestMessage(HttpMethod.Post, at) { Content = JsonContent.Create(new { rows = new[] { good } }) };
        request.Headers.Add("Idempotency-Key", "posts-1");
        var done = await officer.SendAsync(request);
        var twice = await officer.PostAsJsonAsync(at, new { rows = new[] { good } });

        seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        var lines = (await seen.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("lines").EnumerateArray().ToList();
        lines.Select(l => (l.GetProperty("row").GetProperty("line").GetInt32(), l.GetProperty("wrong").GetArrayLength() > 0)).ShouldBe([(2, false), (2, true)]);
        lines[1].GetProperty("wrong").EnumerateArray().Select(w => w.GetProperty("field").GetString()).ShouldBe(["sender", "from"], ignoreOrder: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("added").GetInt32().ShouldBe(1);
        twice.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await app.Ask(db => db.Posts.CountAsync(p => p.Batch == batch))).ShouldBe(1);
        (await app.Ask(db => db.SentOnce.AnyAsync(s => s.Answer.Contains("戚十五")))).ShouldBeFalse();

        object?[] bad = [new { }, new { rows = Array.Empty<object>() }, new { rows = new object?[] { null } }, new { rows = Enumerable.Repeat(good, PostRows.Most + 1) }];
        foreach (var body in bad)
        {
            (await officer.PostAsJsonAsync(at, body)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }
        (await (await app.SignedIn(Role.Officer, PairedCounty.Other)).PostAsJsonAsync(at, new { rows = new[] { good } })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.SignedIn(Role.Clerk, PairedCounty.County)).PostAsJsonAsync(at, new { rows = new[] { good } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
