using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Programmes;

/// <summary>The county of the ledger with programmes and projects in it, and the use cases as one line each. Today is 23 November 2026.</summary>
internal static class ProgrammeCounty
{
    public static readonly PlaceCode Village = VoiceCounty.Village, County = VoiceCounty.County;

    private static int _number;

    extension(FundsCounty app)
    {
        /// <summary>Does something with all that the doors of programmes have, as the operator or as somebody.</summary>
        public async Task<T> As<T>(Actor? who, Func<Reading, Actor, Task<T>> work)
        {
            T answer = default!;
            await app.Do(async (services, actor) =>
            {
                services.GetRequiredService<CurrentRegister>().Written();
                var with = new Reading(services.GetRequiredService<MeasureCatalogue>(), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), app.Clock);
                answer = await work(with, who ?? actor);
            });
            return answer;
        }

        public async Task<Id<Programme>> Programme(bool open = true, string? code = null)
        {
            code ??= $"T{Interlocked.Increment(ref _number)}";
            var made = await app.As(null, (w, a) => CreateProgramme.Handle(new("weak-villages", code, $"消薄工程{code}", County, Day(2025, 1, 1), Day(2027, 12, 31), "县委发〔2025〕1号", Public: open), w.Trees, w.Places, w.Db, a, w.Clock, default));
            made.Problem.ShouldBeNull();
            return made.Value.Id;
        }

        public Task<Result<PlanProject.Planned>> Plan(Id<Programme> programme, string name, PlaceCode? village = null, Func<PlanProject, PlanProject>? how = null, Actor? who = null)
        {
            var input = new PlanProject(programme, null, name, village ?? Village, "processing", Day(2026, 1, 1), Day(2026, 12, 31), 100_000m);
            return app.As(who, (w, a) => PlanProject.Handle(how?.Invoke(input) ?? input, w.Measures, w.Trees, w.Places, w.Db, a, w.Clock, default));
        }

        public async Task<PlanProject.Planned> Project(Id<Programme>? programme = null, string name = "来料加工点", PlaceCode? village = null, Func<PlanProject, PlanProject>? how = null)
        {
            var planned = await app.Plan(programme ?? await app.Programme(), name, village, how);
            planned.Problem?.Fields.Select(f => f.Key).ShouldBeEmpty();
            planned.Problem.ShouldBeNull();
            return planned.Value;
        }

        public async Task<ShowProject> Shown(Id<Project> id, Actor? who = null) =>
            (await app.As(who, (w, a) => ShowProject.Handle(id, w.Measures, w.Charts, w.Trees, w.Places, w.Db, a, w.Clock, default))).Value;

        public Task<Result<ReportProject.Reported>> Report(Id<Project> id, DateOnly on, bool finished = false) => app.As(null, (w, a) => ReportProject.Handle(id, new(on, finished), w.Db, a, w.Clock, default));

        public Task<Result<PlanActivity.Planned>> PlanWork(Id<Project> id, params (string Name, DateOnly On, int Weight)[] steps) => app.As(null, (w, a) =>
            PlanActivity.Handle(id, new("建设", Day(2026, 1, 10), Day(2026, 11, 30), [.. steps.Select(s => new PlanActivity.Step(s.Name, s.On, s.Weight))]), w.Db, a, w.Clock, default));

        public Task<Result<ReachMilestone.Done>> Reach(Id<Milestone> id, ReachMilestone how) => app.As(null, (w, a) => ReachMilestone.Handle(id, how, w.Db, a, w.Clock, default));

        public Task<Result<AdoptMeasure.Adopted>> Adopt(PlaceCode village, string measure, DateOnly from, DateOnly? to = null, Actor? who = null) =>
            app.As(who, (w, a) => AdoptMeasure.Handle(new(village, measure, from, to, "验收报告"), w.Measures, w.Places, w.Db, a, w.Clock, default));
    }

    public static DateOnly Day(int year, int month, int day) => new(year, month, day);

    public static Actor Person(string name, Role role, PlaceCode? place = null) => new(null, name, Door.Console, [new(role, place ?? County)], Composition.Access);

    /// <summary>The keys told at one field.</summary>
    public static IEnumerable<string> At(this Problem? problem, string field) => (problem?.Fields ?? []).Where(f => f.Field == field).Select(f => f.Key);
}
