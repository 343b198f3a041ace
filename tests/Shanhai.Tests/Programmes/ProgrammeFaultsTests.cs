using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

/// <summary>What several do at once, what was typed wrongly, and what everybody would read.</summary>
public sealed class ProgrammeFaultsTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    [Fact]
    public async Task Of_several_who_accept_one_village_at_once_one_does_and_the_others_are_told()
    {
        var village = await app.NewVillage();
        (await app.As(null, (w, a) => SetCriteria.Handle(new("heritage", County, Day(2025, 1, 1), "标准", ["保护规划齐全"]), w.Places, w.Db, a, w.Clock, default))).Problem.ShouldBeNull();

        var raced = await Task.WhenAll(Enumerable.Range(1, 4).Select(i =>
            app.As(null, (w, a) => AcceptVillage.Handle(new(village, "heritage", Day(2026, i, 1), "公告", [new(true, "档案")]), w.Places, w.Db, a, w.Clock, default))));

        raced.Count(r => r.Problem is null).ShouldBe(1);
        raced.Where(r => r.Problem is not null).ShouldAllBe(r => r.Problem!.Code == "programmes.class-already");
        (await app.Ask(db => db.VillageClasses.CountAsync(c => c.Village == village))).ShouldBe(1);
    }

    [Fact]
    public async Task Several_who_plan_at_once_without_a_code_all_get_one()
    {
        var programme = await app.Programme();

        var raced = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => app.Plan(programme, $"加工点{i}")));

        raced.ShouldAllBe(r => r.Problem == null);
        raced.Select(r => r.Value.Code).Distinct().Count().ShouldBe(4);
        (await app.Ask(db => db.Projects.CountAsync(p => p.Programme == programme))).ShouldBe(4);
        // A code that somebody typed is hers or nobody's.
        (await app.Plan(programme, "重号", how: p => p with { Code = raced[0].Value.Code })).Problem.At("code").ShouldBe(["programmes.code-taken"]);
    }

    [Fact]
    public async Task A_begin_or_an_end_that_was_recorded_wrongly_is_taken_back_with_the_reason()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        Task<Result<TakeBackReport.TakenBack>> Back(string? why) => app.As(null, (w, a) => TakeBackReport.Handle(project.Id, new(why), w.Db, a, default));
        (await Back("填错")).Problem!.Code.ShouldBe("programmes.nothing-reported");
        (await app.Report(project.Id, Day(2026, 3, 1))).Problem.ShouldBeNull();
        (await Back(null)).Problem.At("why").ShouldBe(["field.required"]);

        (await Back("日期填错")).Value.State.ShouldBe(ProjectState.Planned);
        (await app.Report(project.Id, Day(2026, 2, 1))).Problem.ShouldBeNull();
        var step = (await app.Shown(project.Id)).Activities[0].Milestones[0].Id;
        (await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 11, 20)))).Problem.ShouldBeNull();
        (await Back("再撤")).Problem!.Code.ShouldBe("programmes.reported-since");
        (await app.Report(project.Id, Day(2026, 11, 21), finished: true)).Problem.ShouldBeNull();
        (await Back("尚未验收")).Value.State.ShouldBe(ProjectState.UnderWay);

        (await app.Shown(project.Id)).StartedOn.ShouldBe(Day(2026, 2, 1));
        var subject = ProgrammesModule.SubjectOf(project.Id);
        (await app.Ask(db => db.Journal.Where(j => j.Subject == subject && j.Summary != null).Select(j => j.Summary!).ToListAsync())).Count(s => s.Contains("takenBack")).ShouldBe(2);
    }

    [Fact]
    public async Task What_everybody_may_read_of_a_project_holds_no_number_of_a_person()
    {
        const string number = "联系 13800000000";
        var programme = await app.Programme();
        var project = await app.Project(programme);

        (await app.PlanWork(project.Id, (number, Day(2026, 6, 30), 1))).Problem.At("milestones").ShouldContain("programmes.personal-number");
        (await app.As(null, (w, a) => PlanActivity.Handle(project.Id, new(number, Day(2026, 1, 10), Day(2026, 6, 30), [new("验收", Day(2026, 6, 30))]), w.Db, a, w.Clock, default))).Problem.At("name").ShouldBe(["programmes.personal-number"]);
        (await app.As(null, (w, a) => PlanResult.Handle(project.Id, new(number, "人", 30, Day(2026, 12, 31)), w.Db, a, w.Clock, default))).Problem.At("name").ShouldBe(["programmes.personal-number"]);
        (await app.Plan(programme, "加工点", how: p => p with { Document = number })).Problem.At("document").ShouldBe(["programmes.personal-number"]);
        (await app.As(null, (w, a) => RecordVenue.Handle(new(Village, number, 120, Day(2026, 1, 1), VenueCondition.Good, VenueUse.Daily), w.Places, w.Db, a, w.Clock, default))).Problem.At("name").ShouldBe(["programmes.personal-number"]);
    }

    [Fact]
    public async Task What_a_village_had_spent_still_counts_after_it_became_part_of_another()
    {
        var (village, into) = (await app.NewVillage(), await app.NewVillage());
        var project = await app.Project(village: village);
        var book = await app.Book(place: village);
        await app.Post(book, FundsCounty.Moves(Day(2026, 1, 1), "102", "501", 50_000_00), FundsCounty.Moves(Day(2026, 6, 1), "151", "102", 20_000_00, "付工程款") with { Project = project.Code });
        (await app.Shown(project.Id)).Money.Spent.ShouldBe(20_000_00);

        await app.Merge(village, into, Day(2026, 9, 1));
        await app.Set(book, b => b.Place = into);

        (await app.Shown(project.Id)).Money.Spent.ShouldBe(20_000_00);
    }
}
