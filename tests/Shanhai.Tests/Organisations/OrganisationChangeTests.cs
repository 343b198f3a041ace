using Microsoft.EntityFrameworkCore;
using Shanhai.Kernel;
using Shanhai.Organisations;

namespace Shanhai.Tests.Organisations;

/// <summary>What happens to bodies, day by day: on a real database, with the history and the journal it leaves.</summary>
public sealed class OrganisationChangeTests(Bodies app) : IClassFixture<Bodies>
{
    [Fact]
    public async Task A_renamed_body_keeps_its_old_name_on_earlier_days_and_is_found_by_it()
    {
        var id = await app.Create("县农业局");

        (await app.Change(id, OrganisationEventKind.Renamed, name: "县农业农村局")).Problem.ShouldBeNull();

        (await app.Show(id)).Name.ShouldBe("县农业农村局");
        (await app.Show(id, Bodies.Day.AddDays(-1))).Name.ShouldBe("县农业局");
        (await app.Ask(db => db.Organisations.Where(o => o.Id == id).Select(o => o.Initials).SingleAsync())).ShouldBe("xnyncj");
        (await app.Change(id, OrganisationEventKind.Renamed, Bodies.Day.AddDays(5), "县农业农村局")).Problem!.Code.ShouldBe("organisation.same-name");
        (await app.Change(id, OrganisationEventKind.Renamed, Bodies.Day.AddDays(-5), "县农委")).Problem!.Code.ShouldBe("organisation.later-change");
    }

    [Fact]
    public async Task A_merger_moves_those_below_to_the_successor_and_undoing_it_moves_them_back()
    {
        var superior = await app.Create("甲政府");
        var (old, into) = (await app.Create("甲粮食局", superior: superior), await app.Create("甲发改局", superior: superior));
        var team = await app.Create("甲粮食检查队", superior: old);

        var merged = await app.Change(old, OrganisationEventKind.Merged, other: into);

        merged.Value.Moved.ShouldBe(1);
        var tree = await app.Tree();
        tree.Successor(old)!.Id.ShouldBe(into);
        tree.Above(team).Select(b => b.Name).ShouldBe(["甲发改局", "甲政府"]);
        tree.Above(team, Bodies.Day.AddDays(-1)).Select(b => b.Name).ShouldBe(["甲粮食局", "甲政府"]);
        (await app.Show(old)).Successor!.Name.ShouldBe("甲发改局");
        (await app.Change(old, OrganisationEventKind.Renamed, Bodies.Day.AddDays(9), "x")).Problem!.Code.ShouldBe("organisation.ended");
        var caused = await app.Ask(db => db.OrganisationEvents.Where(e => e.Organisation == team && e.Cause != null).Select(e => e.Id).SingleAsync());
        (await app.Undo(caused)).Problem!.Code.ShouldBe("organisation.undo-cause");

        (await app.Undo(merged.Value.Event)).Problem.ShouldBeNull();
        var back = await app.Tree();
        back.Above(team).Select(b => b.Name).ShouldBe(["甲粮食局", "甲政府"]);
        back.Successor(old)!.Id.ShouldBe(old);
        (await app.Show(old)).History.Single(e => e.Kind == OrganisationEventKind.Merged).UndoneWhy.ShouldBe("登错了");
        (await app.Undo(merged.Value.Event)).Problem!.Code.ShouldBe("organisation.event-undone");
    }

    [Fact]
    public async Task A_body_merged_into_one_below_it_leaves_its_own_superior_to_that_one()
    {
        var top = await app.Create("乙政府");
        var middle = await app.Create("乙中间", superior: top);
        var low = await app.Create("乙下层", superior: await app.Create("乙旁支", superior: middle));

        (await app.Change(middle, OrganisationEventKind.Merged, other: low)).Problem.ShouldBeNull();

        var tree = await app.Tree();
        tree.Above(low).Select(b => b.Name).ShouldBe(["乙政府"]);
        tree.Below(low).Select(b => b.Name).ShouldBe(["乙旁支"]);
    }

    [Fact]
    public async Task Nobody_comes_to_stand_above_herself_not_even_on_a_former_day()
    {
        var (a, b) = (await app.Create("丙甲"), await app.Create("丙乙"));
        (await app.Change(b, OrganisationEventKind.Moved, other: a)).Problem.ShouldBeNull();
        (await app.Change(a, OrganisationEventKind.Moved, other: b)).Problem!.Code.ShouldBe("organisation.circle");
        (await app.Change(a, OrganisationEventKind.Moved, other: a)).Problem!.Code.ShouldBe("organisation.circle");
        (await app.Change(b, OrganisationEventKind.Moved, Bodies.Day.AddDays(20))).Problem.ShouldBeNull();

        // Today nothing stands against it; on the days between, b stood below a.
        (await app.Change(a, OrganisationEventKind.Moved, Bodies.Day.AddDays(10), other: b)).Problem!.Code.ShouldBe("organisation.circle");
        (await app.Change(a, OrganisationEventKind.Moved, Bodies.Day.AddDays(20), other: b)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Two_changes_at_one_moment_that_are_right_alone_and_wrong_together_do_not_both_happen()
    {
        var (a, b) = (await app.Create("丁甲"), await app.Create("丁乙"));

        var answers = await Task.WhenAll(
            Task.Run(() => app.Change(a, OrganisationEventKind.Moved, other: b)), Task.Run(() => app.Change(b, OrganisationEventKind.Moved, other: a)));

        answers.Count(x => x.Problem is null).ShouldBe(1);
        answers.Single(x => x.Problem is not null).Problem!.Code.ShouldBeOneOf("organisation.changed-meanwhile", "organisation.circle");
    }

    [Fact]
    public async Task A_body_with_others_below_is_not_closed_and_one_without_is_and_can_be_brought_back()
    {
        var above = await app.Create("戊局");
        var below = await app.Create("戊站", superior: above);

        (await app.Change(above, OrganisationEventKind.Closed)).Problem!.Code.ShouldBe("organisation.move-those-below");
        var closed = await app.Change(below, OrganisationEventKind.Closed);

        (await app.Tree()).Successor(below).ShouldBeNull();
        (await app.Show(above)).Under.ShouldBeEmpty();
        (await app.Show(above, Bodies.Day.AddDays(-1))).Under.Select(b => b.Name).ShouldBe(["戊站"]);
        (await app.Undo(closed.Value.Event)).Problem.ShouldBeNull();
        (await app.Show(above)).Under.Select(b => b.Name).ShouldBe(["戊站"]);
    }

    [Fact]
    public async Task Only_the_latest_change_is_taken_back_and_a_body_added_by_mistake_never_stood()
    {
        var id = await app.Create("己局");
        var first = await app.Change(id, OrganisationEventKind.Renamed, name: "己二局");
        (await app.Change(id, OrganisationEventKind.Renamed, Bodies.Day.AddDays(3), "己三局")).Problem.ShouldBeNull();
        (await app.Undo(first.Value.Event)).Problem!.Code.ShouldBe("organisation.undo-later-first");

        var mistake = await app.Create("庚局");
        var created = await app.Ask(db => db.OrganisationEvents.Where(e => e.Organisation == mistake).Select(e => e.Id).SingleAsync());
        (await app.Undo(created)).Problem.ShouldBeNull();

        var shown = await app.Show(mistake);
        (shown.Opened == shown.Closed, shown.Stands).ShouldBe((true, false));
        (await app.Tree()).Find(mistake)!.StandsOn(new(2026, 11, 23)).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_change_is_in_the_journal_with_its_place_and_what_was_before()
    {
        var id = await app.Create("辛局");
        await app.Change(id, OrganisationEventKind.Renamed, name: "辛新局");

        var entries = await app.Ask(db => db.Journal.Where(e => e.Subject == "organisation:" + id).OrderBy(e => e.Number).ToListAsync());

        entries.Count.ShouldBe(2);
        entries.ShouldAllBe(e => e.Place == Bodies.County && e.Verb == OrganisationsModule.Change);
        entries[1].Summary!.ShouldContain("县编〔2026〕2号");
        entries[1].Changes!.ShouldContain("辛局");
    }

    [Fact]
    public async Task A_future_day_a_missing_document_and_an_unknown_body_are_told()
    {
        var id = await app.Create("壬局");

        (await app.Change(id, OrganisationEventKind.Closed, new(2027, 1, 1))).Problem!.Fields.ShouldContain(f => f.Field == "on" && f.Key == "organisation.future");
        (await app.Change(Id<Organisation>.New(TimeProvider.System), OrganisationEventKind.Closed)).Problem!.Code.ShouldBe("organisation.no-such-body");
        (await app.Change(id, OrganisationEventKind.Merged, other: Id<Organisation>.New(TimeProvider.System))).Problem!.Fields.ShouldContain(f => f.Field == "other" && f.Key == "organisation.not-found");
    }
}
