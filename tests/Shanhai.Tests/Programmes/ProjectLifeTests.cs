using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

public sealed class ProjectLifeTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    [Fact]
    public async Task A_project_earns_by_the_milestones_it_has_reached_and_every_step_is_journalled()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("主体完工", Day(2026, 6, 30), 3), ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        (await app.Report(project.Id, Day(2026, 2, 1))).Problem.ShouldBeNull();
        var steps = (await app.Shown(project.Id)).Activities.ShouldHaveSingleItem().Milestones;

        (await app.Reach(steps[0].Id, new(MilestoneAct.Reach, Day(2026, 7, 5), "https://example.org/a.pdf", new string('a', 64)))).Problem.ShouldBeNull();
        var half = await app.Shown(project.Id);
        var early = await app.Report(project.Id, Day(2026, 11, 21), finished: true);
        (await app.Reach(steps[1].Id, new(MilestoneAct.Reach, Day(2026, 11, 21)))).Problem.ShouldBeNull();
        var before = await app.Report(project.Id, Day(2026, 11, 20), finished: true);
        (await app.Report(project.Id, Day(2026, 11, 21), finished: true)).Problem.ShouldBeNull();

        half.Progress.Percent.ShouldBe(75);
        half.Progress.DuePercent.ShouldBe(100);
        half.EarnedFen.ShouldBe(75_000_00);
        half.Of.LateMilestones.ShouldBe(1);
        half.Activities[0].StartedOn.ShouldBe(Day(2026, 7, 5));
        half.Activities[0].DoneOn.ShouldBeNull();
        early.Problem.At("on").ShouldBe(["programmes.open-milestones"]);
        before.Problem.At("on").ShouldBe(["programmes.before-milestone"]);
        (await app.Shown(project.Id)).Of.State.ShouldBe(ProjectState.Done);
        var subject = ProgrammesModule.SubjectOf(project.Id);
        (await app.Ask(db => db.Journal.CountAsync(j => j.Subject == subject))).ShouldBe(6, "planned, activity, begun, two milestones, finished");
    }

    [Fact]
    public async Task What_is_reported_lies_after_the_begin_not_in_the_future_and_within_the_project()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("早", Day(2025, 12, 31), 1), ("晚", Day(2027, 1, 1), 1))).Problem.At("milestones").ShouldBe(["programmes.milestone-outside", "programmes.milestone-outside"]);
        (await app.PlanWork(project.Id, ("重", Day(2026, 6, 1), 0))).Problem.At("milestones").ShouldBe(["programmes.milestone-weight"]);
        (await app.PlanWork(project.Id)).Problem.At("milestones").ShouldBe(["programmes.say-milestones"]);
        (await app.PlanWork(project.Id, ("主体完工", Day(2026, 6, 30), 1))).Problem.ShouldBeNull();
        var step = (await app.Shown(project.Id)).Activities[0].Milestones[0].Id;

        (await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 5, 1)))).Problem.At("on").ShouldBe(["programmes.not-begun"]);
        (await app.Report(project.Id, Day(2026, 12, 1))).Problem.At("on").ShouldBe(["programmes.in-future"]);
        (await app.Report(project.Id, Day(2026, 2, 1), finished: true)).Problem.At("on").ShouldContain("programmes.not-begun");
        (await app.Report(project.Id, Day(2026, 3, 1))).Problem.ShouldBeNull();
        (await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 2, 28)))).Problem.At("on").ShouldBe(["programmes.before-start"]);
        var evidence = await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 4, 1), "javascript:alert(1)", "zz"));
        evidence.Problem.At("link").ShouldBe(["field.not-a-link"]);
        evidence.Problem.At("linkHash").ShouldBe(["programmes.no-hash"]);
        (await app.Reach(step, new(MilestoneAct.TakeBack, Why: "填错"))).Problem!.Code.ShouldBe("programmes.not-reached");
        (await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 4, 1)))).Problem.ShouldBeNull();
        (await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 4, 2)))).Problem!.Code.ShouldBe("programmes.reached-already");
        (await app.Reach(step, new(MilestoneAct.TakeBack, Why: "填错"))).Problem.ShouldBeNull();
        (await app.Reach(step, new(MilestoneAct.Drop, Why: "改由他处承担"))).Problem.ShouldBeNull();
        (await app.Shown(project.Id)).Progress.Percent.ShouldBeNull("nothing is planned any more");
    }

    [Fact]
    public async Task A_result_needs_a_unit_and_its_values_are_kept_when_they_are_corrected()
    {
        var project = await app.Project();
        Task<Result<PlanResult.Planned>> Plan(string? unit, decimal? target = 30) => app.As(null, (w, a) => PlanResult.Handle(project.Id, new("带动就业", unit, target, Day(2026, 12, 31), 10), w.Db, a, w.Clock, default));
        (await Plan(null)).Problem.At("unit").ShouldBe(["programmes.say-unit"]);
        (await Plan("人", 0.00001m)).Problem.At("target").ShouldBe(["programmes.no-value"]);
        var result = (await Plan("人")).Value.Id;
        Task<Result<RecordResult.Recorded>> Record(decimal value, DateOnly on) => app.As(null, (w, a) => RecordResult.Handle(result, new(value, on, "月报"), w.Db, a, w.Clock, default));

        (await Record(20, Day(2026, 6, 1))).Problem.At("on").ShouldBe(["programmes.not-begun"]);
        (await app.Report(project.Id, Day(2026, 2, 1))).Problem.ShouldBeNull();
        (await Record(20, Day(2026, 1, 31))).Problem.At("on").ShouldBe(["programmes.measured-when"]);
        (await Record(20, Day(2026, 6, 1))).Value.Replaced.ShouldBeFalse();
        (await Record(25, Day(2026, 6, 1))).Value.Replaced.ShouldBeTrue();

        var shown = (await app.Shown(project.Id)).Results.ShouldHaveSingleItem();
        shown.Value.ShouldBe(25);
        shown.Reached.ShouldBe(75);
        shown.History.Select(h => (h.Value, h.Superseded)).ShouldBe([(25m, false), (20m, true)]);
    }

    [Fact]
    public async Task A_change_is_decided_by_somebody_who_did_not_ask_for_it_and_then_it_is_done()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        Actor asker = Person("甲", Role.Officer), other = Person("乙", Role.Leader), clerk = Person("丙", Role.Clerk);
        Task<Result<AskChange.Asked>> Ask(AskChange what) => app.As(asker, (w, a) => AskChange.Handle(project.Id, what, w.Db, a, w.Clock, default));
        Task<Result<DecideChange.Decided>> Decide(Id<ChangeRequest> id, bool approve, Actor who, string? why = null) => app.As(who, (w, a) => DecideChange.Handle(id, new(approve, why), w.Db, a, w.Clock, default));

        (await Ask(new(ChangeKind.Budget, "材料涨价"))).Problem.At("budget").ShouldBe(["field.required"]);
        (await Ask(new(ChangeKind.Term, "提前", Day: Day(2026, 10, 1)))).Problem.At("day").ShouldBe(["programmes.milestones-later"]);
        (await Ask(new(ChangeKind.Term, "延期", Day: Day(2028, 10, 1)))).Problem.At("day").ShouldBe(["programmes.outside-term"]);
        var budget = (await Ask(new(ChangeKind.Budget, "材料涨价", 120_000))).Value.Id;
        (await app.Shown(project.Id)).Of.BudgetFen.ShouldBe(100_000_00, "nothing changes before it is approved");
        (await Decide(budget, true, asker)).Problem!.Code.ShouldBe("programmes.own-change");
        (await Decide(budget, true, clerk)).Problem!.Status.ShouldBe(403);
        (await Decide(budget, false, other)).Problem.At("why").ShouldBe(["field.required"]);
        (await Decide(budget, true, other)).Value.State.ShouldBe(ChangeState.Approved);
        (await Decide(budget, true, other)).Problem!.Code.ShouldBe("programmes.decided-already");
        (await app.Shown(project.Id)).Of.BudgetFen.ShouldBe(120_000_00);

        // Two may wait at once; what has become impossible meanwhile is refused with the reason.
        var (stop, later) = ((await Ask(new(ChangeKind.Stop, "选址不成", Day: Day(2026, 11, 1)))).Value.Id, (await Ask(new(ChangeKind.Name, "改名", Name: "加工点二期"))).Value.Id);
        (await Decide(stop, true, other)).Problem.ShouldBeNull();
        (await Decide(later, true, other)).Problem!.Code.ShouldBe("programmes.is-over");
        var shown = await app.Shown(project.Id);
        shown.Of.State.ShouldBe(ProjectState.Stopped);
        shown.StoppedWhy.ShouldBe("选址不成");
        shown.Changes.Single(c => c.Id == budget).Before.ShouldBe("100,000.00");
    }

    [Fact]
    public async Task A_village_outside_the_area_merged_or_outside_the_programme_is_refused_with_what_to_do()
    {
        var programme = await app.Programme();
        var gone = await app.NewVillage();
        await app.Merge(gone, Village, Day(2026, 1, 1));
        var neighbour = Person("邻县", Role.Officer, 990102000000);

        var merged = await app.Plan(programme, "一", gone);
        merged.Problem.At("village").ShouldBe(["programmes.village-closed"]);
        merged.Problem!.Fields[0].Args[2]!.ToString()!.ShouldContain(Village.ToString());
        (await app.Plan(programme, "二", 990102101201)).Problem.At("village").ShouldBe(["programmes.outside-programme"]);
        (await app.Plan(programme, "三", County)).Problem.At("village").ShouldBe(["programmes.village-unknown"]);
        (await app.Plan(programme, "四", who: neighbour)).Problem!.Code.ShouldBe("programmes.no-programme", "a programme of another county is not there");
        (await app.Plan(programme, "五", how: p => p with { Measure = "gold", From = Day(2024, 1, 1), To = Day(2023, 1, 1), Budget = 1.001m, Name = "联系 13800000000" })).Problem!.Fields.Select(f => f.Key)
            .ShouldBe(["programmes.personal-number", "programmes.no-measure", "programmes.outside-term", "programmes.ends-before", "programmes.no-sum"], ignoreOrder: true);
        (await app.Adopt(gone, "solar", Day(2026, 1, 1))).Problem.At("village").ShouldBe(["programmes.village-closed"]);
        (await app.Adopt(Village, "solar", Day(2026, 1, 1), who: neighbour)).Problem.At("village").ShouldBe(["programmes.village-outside"]);
    }

    [Fact]
    public async Task Of_two_editors_at_once_the_second_is_told()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        // Both have read the project; the first saves.
        await app.As<object?>(null, async (first, actor) =>
        {
            var mine = await first.Db.Projects.SingleAsync(p => p.Id == project.Id);
            (await app.Report(project.Id, Day(2026, 2, 1))).Problem.ShouldBeNull();
            mine.Version.ShouldBe(2);
            (await ReportProject.Handle(project.Id, new(Day(2026, 3, 1), false), first.Db, actor, app.Clock, default)).Problem!.Code.ShouldBe("programmes.changed-meanwhile");
            return null;
        });
        var programme = await app.Programme();
        Task<Result<ChangeProgramme.Changed>> Change(int version, string name) => app.As(null, (w, a) => ChangeProgramme.Handle(programme, new(name, Day(2027, 12, 31), "依据", null, null, true, version), w.Db, a, default));
        (await Change(1, "新名")).Problem.ShouldBeNull();
        (await Change(1, "另名")).Problem!.Code.ShouldBe("programmes.changed-meanwhile");
    }

    [Fact]
    public async Task A_risk_has_an_owner_and_a_day_and_is_settled_once()
    {
        var project = await app.Project();
        Task<Result<RaiseRisk.Raised>> Raise(string? owner, DateOnly? due) => app.As(null, (w, a) => RaiseRisk.Handle(project.Id, new("设备迟到", owner, due), w.Db, a, w.Clock, default));
        (await Raise(null, Day(2026, 1, 1))).Problem!.Fields.Select(f => f.Field).ShouldBe(["owner", "dueOn"]);
        var risk = (await Raise("县农业农村局项目科", Day(2026, 12, 1))).Value.Id;
        (await app.Shown(project.Id)).Of.Risks.ShouldBe(1);
        Task<Result<CloseRisk.Closed>> Close() => app.As(null, (w, a) => CloseRisk.Handle(risk, new("设备到货"), w.Db, a, w.Clock, default));

        (await Close()).Problem.ShouldBeNull();
        (await Close()).Problem!.Code.ShouldBe("programmes.risk-closed");
        (await app.Shown(project.Id)).Of.Risks.ShouldBe(0);
    }
}
