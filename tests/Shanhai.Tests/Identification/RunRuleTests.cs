using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;

namespace Shanhai.Tests.Identification;

public sealed class RunRuleTests(WeakCounty app) : IClassFixture<WeakCounty>
{
    private Task<List<Finding>> Findings(int year) => app.Ask(db =>
        db.Findings.AsNoTracking().Where(f => f.Rule == WeakCounty.Code && f.Period == Period.Year(year) && f.SupersededAt == null).OrderBy(f => f.Place).ToListAsync());

    private static int Number(Finding finding) =>
        (finding.Place.At(Level.County) == WeakCounty.North ? 0 : 1000) + (int)((finding.Place.Value / 1000 % 1000 - 100) * 100 + finding.Place.Value % 1000 - 200);

    [Fact]
    public async Task Every_planted_truth_is_found_over_three_years()
    {
        var first = await app.Run(2022);
        var second = await app.Run(2023);
        var third = await app.Run(2024);

        (first.Judged, first.Holds, first.New).ShouldBe((2000, 800, 800));
        (second.Holds, second.CannotTell, second.Continuing, second.ExitProposed).ShouldBe((200, 200, 200, 400));
        (third.Holds, third.CannotTell, third.Later.Count).ShouldBe((400, 0, 0));
        var findings = await Findings(2024);
        findings.Count.ShouldBeGreaterThan(400);
        findings.ShouldAllBe(f => f.Stand == (Number(f) % 10 == 0 || Number(f) % 10 == 4 ? Stand.Continuing
            : Number(f) % 10 == 1 || Number(f) % 10 == 3 ? Stand.ExitProposed : Stand.NotNamed));
    }

    [Fact]
    public async Task What_cannot_be_told_does_not_silently_leave_the_list()
    {
        await app.Run(2022);
        await app.Run(2023);

        var untold = (await Findings(2023)).Where(f => Number(f) % 10 == 3).ToList();

        untold.Count.ShouldBe(200);
        untold.ShouldAllBe(f => f.Outcome == Outcome.CannotTell && f.Stand == Stand.New && f.Uncertain && f.Margin == null);
        untold[0].SaidZh.ShouldContain("不能判定");
        untold[0].SaidEn.ShouldContain("cannot be told");
    }

    [Fact]
    public async Task A_reason_names_the_figure_the_line_the_distance_and_the_fact()
    {
        await app.Run(2022);

        var weak = (await Findings(2022)).First(f => Number(f) == 10);

        weak.SaidZh.ShouldBe("总收入 8 万元 < 10 万元，差 2 万元");
        (weak.Distance, weak.Dimension).ShouldBe((-20_000m, "money"));
        var reason = KeptReason.Read(weak.Reason!);
        reason.Figures.Single().Facts.Single().ShouldStartWith($"{weak.Place}/CE.TOTAL/2022/r");
        (await Findings(2022)).First(f => Number(f) == 12).Reason.ShouldBeNull();
    }

    [Fact]
    public async Task A_county_officer_runs_the_rule_over_her_county_and_nowhere_else()
    {
        await app.Run(2022);
        var south = (await Findings(2022)).Where(f => f.Place.At(Level.County) == WeakCounty.South).Select(f => f.Id).ToList();

        await app.Do(async (services, _) =>
        {
            var officer = WeakCounty.As(Role.Officer, WeakCounty.North);
            (await WeakCounty.Run(services, officer, 2022)).Problem!.Status.ShouldBe(403);
            (await WeakCounty.Run(services, officer, 2022, WeakCounty.South)).Problem!.Status.ShouldBe(403);
            (await WeakCounty.Run(services, officer, 2022, WeakCounty.North)).Value.Judged.ShouldBe(1000);
            (await WeakCounty.Run(services, WeakCounty.As(Role.Clerk, WeakCounty.North), 2022, WeakCounty.North)).Problem!.Status.ShouldBe(403);
        });

        (await Findings(2022)).Where(f => f.Place.At(Level.County) == WeakCounty.South).Select(f => f.Id).ShouldBe(south);
        (await app.Ask(db => db.Journal.CountAsync(j => j.Verb == IdentificationModule.Run && j.Place == WeakCounty.North))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_year_without_a_version_and_an_unknown_rule_are_refused_and_nothing_is_written()
    {
        var before = await app.Ask(db => db.RuleRuns.CountAsync());

        await app.Do(async (services, actor) =>
        {
            (await WeakCounty.Run(services, actor, 2010)).Problem!.Code.ShouldBe("rule.none-judges");
            (await RunRule.Handle(new("NONE", Period.Year(2022)), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Judge>(), app.Clock, default))
                .Problem!.Code.ShouldBe("rule.not-found");
        });

        (await app.Ask(db => db.RuleRuns.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task A_later_run_supersedes_and_the_same_figures_have_the_same_hash()
    {
        var first = await app.Run(2022);
        var second = await app.Run(2022);

        var runs = await app.Ask(db => db.RuleRuns.AsNoTracking().Where(r => r.Id == first.Run || r.Id == second.Run).ToListAsync());
        runs.Single(r => r.Id == first.Run).SupersededAt.ShouldNotBeNull();
        runs.Single(r => r.Id == second.Run).SupersededAt.ShouldBeNull();
        runs.Select(r => r.Inputs).Distinct().Count().ShouldBe(1);
        (await Findings(2022)).Count.ShouldBe(2000);
    }
}
