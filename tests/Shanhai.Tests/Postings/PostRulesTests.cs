using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Postings;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Postings;

/// <summary>What a batch and a post must keep: terms and numbers of villages as the kind's data say, one post of a kind at a time, villages of the area and of the sender.</summary>
public sealed class PostRulesTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly From = new(2026, 1, 1);

    [Theory]
    [InlineData("instructor", "2026-01-01", "2027-12-31", null)]
    [InlineData("instructor", "2026-01-01", "2028-01-01", "postings.too-long")]
    [InlineData("first-secretary", "2026-01-01", "2027-12-30", "postings.too-short")]
    [InlineData("first-secretary", "2026-01-01", "2028-12-31", null)]
    [InlineData("commissioner", "2026-01-01", "2029-12-31", "postings.too-long")]
    [InlineData("instructor", "2003-12-01", null, "postings.before-kind")]
    [InlineData("instructor", "2026-01-01", "2025-12-31", "postings.ends-before")]
    [InlineData("nobody", "2026-01-01", null, "postings.no-kind")]
    public async Task A_term_is_as_the_rule_of_the_kind_says(string kind, string from, string? to, string? wrong)
    {
        var made = await app.Made(kind, DateOnly.Parse(from, null), to is null ? null : DateOnly.Parse(to, null));

        made.Problem?.Fields.Select(f => f.Key).ShouldBe([wrong!]);
        (made.Problem is null).ShouldBe(wrong is null);
    }

    [Fact]
    public void Every_kind_says_where_its_parts_were_read_and_names_only_kinds_that_are()
    {
        PostKind.All.Count.ShouldBe(3);
        PostKind.All.Count(k => k.Together.Count > 0).ShouldBe(2);
        foreach (var kind in PostKind.All)
        {
            kind.Together.ShouldAllBe(other => PostKind.Find(other) != null && PostKind.Find(other)!.Together.Contains(kind.Code));
            kind.Names.Full.ShouldBeFalse();
            kind.Duties.Select(d => d.Code).ShouldBeUnique();
        }
        PostKind.Find("instructor")!.Duties.Count.ShouldBe(6);
        PostKind.Find("commissioner")!.Should.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bad_input_is_told_at_its_field_and_nothing_is_written()
    {
        var batch = await app.PostBatch(from: From);
        var (organ, far) = (await app.Organ("县农业农村局一", PairedCounty.County), await app.Organ("南海县水利局", PairedCounty.Other));
        var good = new EnterPost("张一", null, organ, null, [PairedCounty.Village(1)], null, null, null);
        (EnterPost Input, string Field, string Key)[] cases =
        [
            (good with { Name = " " }, "name", "field.required"),
            (good with { Name = "张一 13800138000" }, "name", "notice.has-mobile"),
            (good with { Sender = null }, "sender", "field.required"),
            (good with { Sender = Id<Shanhai.Organisations.Organisation>.New(app.Clock) }, "sender", "postings.no-sender"),
            (good with { Sender = far }, "villages", "postings.village-outside-sender"),
            (good with { Villages = [PairedCounty.County] }, "villages", "postings.no-village"),
            (good with { Villages = [990101109999] }, "villages", "postings.no-village"),
            (good with { Villages = [.. Enumerable.Range(1, 4).Select(PairedCounty.Village)] }, "villages", "postings.too-many-villages"),
            (good with { Also = "commissioner" }, "also", "postings.not-together"),
            (good with { Skills = ["magic"] }, "skills", "pairing.no-sector"),
            (good with { From = From.AddDays(-1) }, "from", "postings.outside-batch"),
            (good with { To = From.AddYears(2) }, "to", "postings.outside-batch"),
            (good with { From = From.AddDays(9), To = From.AddDays(8) }, "to", "postings.ends-before"),
        ];

        foreach (var (input, field, key) in cases)
        {
            var refused = await app.Enter(batch, input);
            refused.Problem.ShouldNotBeNull(key);
            refused.Problem.Fields.ShouldContain(f => f.Field == field && f.Key == key, $"{field} {key}");
        }

        (await app.Ask(db => db.Posts.CountAsync(p => p.Batch == batch))).ShouldBe(0);
        (await app.Ask(db => db.PostedPeople.CountAsync(p => p.Sender == organ))).ShouldBe(0);
    }

    [Fact]
    public async Task A_university_or_an_enterprise_sends_where_it_is_asked_an_organ_in_its_own_area()
    {
        var batch = await app.PostBatch("commissioner", From);

        (await app.Enter(batch, new("李二", null, app.Trade, null, [PairedCounty.Village(2)], null, null, null))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task One_person_has_one_post_of_a_kind_at_a_time_and_others_only_where_the_rule_names_them()
    {
        var organ = await app.Organ("县水利局", PairedCounty.County);
        var (instructors, secretaries, commissioners) = (await app.PostBatch(from: From), await app.PostBatch("first-secretary", From), await app.PostBatch("commissioner", From));
        EnterPost Of(int village, DateOnly? from = null, DateOnly? to = null, string? number = null) => new("王三", number, organ, null, [PairedCounty.Village(village)], null, from, to);
        (await app.Enter(instructors, Of(1, to: new(2026, 6, 30)))).Problem.ShouldBeNull();

        var again = await app.Enter(instructors, Of(2));
        var later = await app.Enter(instructors, Of(2, from: new(2026, 7, 1)));
        var namesake = await app.Enter(instructors, Of(2, number: "2"));
        var together = await app.Enter(secretaries, Of(1));
        var apart = await app.Enter(commissioners, Of(3));
        var tooMany = await app.Enter(secretaries, new("赵四", null, organ, "instructor", [PairedCounty.Village(1), PairedCounty.Village(2), PairedCounty.Village(3)], null, null, null));
        var asBoth = await app.Enter(instructors, new("赵四", null, organ, null, [PairedCounty.Village(4)], null, null, null));

        again.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.overlaps");
        later.Problem.ShouldBeNull();
        namesake.Problem.ShouldBeNull();
        together.Problem.ShouldBeNull();
        apart.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.overlaps-other");
        tooMany.Problem.ShouldBeNull();
        asBoth.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.overlaps");
        (await app.Ask(db => db.PostedPeople.CountAsync(p => p.Sender == organ))).ShouldBe(3);
    }

    [Fact]
    public async Task A_person_is_known_again_after_her_unit_was_merged()
    {
        var (old, taking) = (await app.Organ("被并局", PairedCounty.County), await app.Organ("承继局", PairedCounty.County));
        var batch = await app.PostBatch(from: From);
        await app.Sent(batch, "孙五", old, PairedCounty.Village(1));
        await app.Change(old, Shanhai.Organisations.OrganisationEventKind.Merged, taking);

        var again = await app.Enter(batch, new("孙五", null, taking, null, [PairedCounty.Village(2)], null, null, null));

        again.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("postings.overlaps");
    }

    [Fact]
    public async Task Of_two_editors_at_once_the_second_is_told()
    {
        var batch = await app.PostBatch(from: From);
        var organ = await app.Organ("县交通局", PairedCounty.County);
        var post = await app.Sent(batch, "周六", organ, PairedCounty.Village(5));

        (await app.Use((db, actor) => ExtendPost.Handle(post, new(new(2028, 6, 30), "延期通知", 1), db, actor, app.Clock, default))).Problem.ShouldBeNull();
        var late = await app.Use((db, actor) => RecallPost.Handle(post, new("不胜任", null, 1), db, actor, app.Clock, default));
        var raced = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => app.Enter(batch, new("吴七", null, organ, null, [PairedCounty.Village(i)], null, null, null))));

        late.Problem!.Code.ShouldBe("post.changed-meanwhile");
        raced.Count(r => r.Problem is null).ShouldBe(1);
        raced.Where(r => r.Problem is not null).ShouldAllBe(r => r.Problem!.Code == "post.changed-meanwhile" || r.Problem.Fields[0].Key == "postings.overlaps");
        (await app.The(post)).EndedOn.ShouldBeNull();
    }
}
