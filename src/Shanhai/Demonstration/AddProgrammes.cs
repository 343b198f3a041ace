using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Programmes;

namespace Shanhai.Demonstration;

/// <summary>
/// A programme of the first invented county whose projects are those that its books paid for, with milestones, results, a change that waits, a risk and something that another programme pays for too; the measures that
/// the simulator let villages adopt; classes with criteria, and venues.
/// </summary>
public static class AddProgrammes
{
    private const int Year = 2025;
    private const string Document = "项目计划（模拟）";

    // The words by which the books name what was bought, and the measure that each is.
    private static readonly Dictionary<string, string> Measures = new() { ["冷链仓库"] = "brand", ["来料加工点"] = "processing", ["民宿改造"] = "guesthouse", ["光伏屋顶"] = "solar" };

    private static readonly Dictionary<string, string> Simulated = new() { ["SIM.SOLAR"] = "solar", ["SIM.PROPERTY"] = "property", ["SIM.TRAINING"] = "training" };

    public static async Task Handle(IServiceProvider services, Simulation simulation, Db db, Actor actor, CancellationToken ct)
    {
        var (clock, county) = (services.GetRequiredService<TimeProvider>(), InventedProvince.Counties[0].Code);
        var paid = await db.Postings.AsNoTracking().Where(p => p.Account == "40" && p.Amount > 0 && p.Commodity == Commodity.Fen).Join(db.Entries.Where(e => e.Project != null && e.Reverses == null), p => p.Entry, e => e.Id, (p, e) => new { p.Village, e.Project, p.Amount })
            .OrderBy(p => p.Village).ThenBy(p => p.Project).ToListAsync(ct);
        var (weak, sea) = (Programme("QC2025", "weak-villages", "强村项目三年行动（模拟）"), Programme("SH2025", "mountain-sea", "山海协作项目（模拟）"));
        db.Programmes.AddRange(weak, sea);
        var projects = new List<Project>();
        foreach (var (i, of) in paid.Index().Where(p => p.Item.Project!.Contains('-', StringComparison.Ordinal)))
        {
            var what = of.Project![..of.Project!.IndexOf('-', StringComparison.Ordinal)];
            var project = Project(weak, of.Project, what + "（模拟）", of.Village, Measures[what], of.Amount);
            projects.Add(project);
            Work(project, i % 6 == 5);
        }
        if (projects is [var first, var second, ..])
        {
            // The first village's project a second time, in another programme.
            db.Projects.Add(Project(sea, "SH2025-0001", first.Name.Replace("（模拟）", "建设（模拟）", StringComparison.Ordinal), first.Village, first.Measure, first.Budget / 2));
            var open = projects.Find(p => p.IsOpen) ?? second;
            db.ChangeRequests.Add(new()
            {
                Id = Id<ChangeRequest>.New(clock), Project = open.Id, What = ChangeKind.Term, Day = new(Year + 1, 12, 31), Why = "设备到货推迟（模拟）", Before = "2025-12-31", Asker = "name:石门镇（模拟）", AskedBy = "石门镇（模拟）", AskedAt = clock.GetUtcNow(), State = ChangeState.Waiting,
            });
            db.RiskFlags.Add(new() { Id = Id<RiskFlag>.New(clock), Project = open.Id, What = "设备供应推迟（模拟）", Owner = "岚溪县农业农村局项目科", DueOn = new(Year + 2, 6, 30), RaisedBy = actor.Name, RaisedAt = clock.GetUtcNow() });
        }
        db.Projects.AddRange(projects);
        Adopt(projects, simulation);
        Villages(projects, county);
        db.Record(actor, ProgrammesModule.Plan, "programmes", new { projects = projects.Count, document = Document }, county);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();

        Programme Programme(string code, string kind, string name) => new()
        {
            Id = Id<Programme>.New(clock), Code = code, Kind = kind, Name = name, Place = county, FromDay = new(Year, 1, 1), ToDay = new(Year + 2, 12, 31), Budget = 20_000_000_00, Basis = "县委发〔2025〕1号（模拟）", Public = true, MadeBy = actor.Name,
            MadeAt = clock.GetUtcNow(), Version = 1,
        };

        Project Project(Programme programme, string code, string name, PlaceCode village, string measure, long fen) => new()
        {
            Id = Id<Project>.New(clock), Programme = programme.Id, Code = code, Name = name, Village = village, Measure = measure, FromDay = new(Year, 3, 20), ToDay = new(Year, 12, 31), Budget = fen, Document = programme == weak ? Document : null, Public = true,
            MadeBy = actor.Name, MadeAt = clock.GetUtcNow(), Version = 1,
        };

        void Work(Project project, bool late)
        {
            project.StartedOn = new(Year, 4, 15);
            project.DoneOn = late ? null : new(Year, 12, 22);
            var activity = new Activity { Id = Id<Activity>.New(clock), Project = project.Id, Name = "建设", FromDay = project.FromDay, ToDay = project.ToDay };
            db.Activities.Add(activity);
            foreach (var (name, month, day, weight, reached) in new[] { ("开工", 4, 20, 1, true), ("主体完工", 8, 31, 3, !late), ("验收", 12, 20, 1, !late) })
            {
                var on = new DateOnly(Year, month, day);
                db.Milestones.Add(new() { Id = Id<Milestone>.New(clock), Project = project.Id, Activity = activity.Id, Name = name, PlannedOn = on, Weight = weight, ReachedOn = reached ? on.AddDays((int)(project.Budget / 10_000_00 % 5) - 2) : null, ReachedBy = reached ? actor.Name : null });
            }
            var result = Id<ProjectResult>.New(clock);
            db.ProjectResults.Add(new() { Id = result, Project = project.Id, Name = "带动就业", Unit = "人", Baseline = 0, Target = 20, DueOn = project.ToDay });
            db.ResultValues.Add(new() { Id = Id<ResultValue>.New(clock), Result = result, On = new(Year, 12, 21), Value = late ? 4 : 22, Source = "村报表（模拟）", RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
        }

        void Adopt(IReadOnlyList<Project> all, Simulation of)
        {
            // The effect of what is adopted in the middle of a year begins with the next, as the simulator has it.
            var facts = of.Truth.Adoptions.Select(a => (a.Village, Measure: Simulated[a.Measure], From: new DateOnly(a.Year, 7, 1), Project: (Id<Project>?)null))
                .Concat(all.Where(p => p.DoneOn is not null).Select(p => (p.Village, p.Measure, From: p.DoneOn!.Value, Project: (Id<Project>?)p.Id))).DistinctBy(a => (a.Village, a.Measure));
            foreach (var fact in facts)
            {
                var id = Id<AdoptedMeasure>.New(clock);
                db.AdoptedMeasures.Add(new() { Id = id, Of = id, Revision = 1, Village = fact.Village, Measure = fact.Measure, FromDay = fact.From, Project = fact.Project, Source = Simulation.Document, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
            }
        }

        void Villages(IReadOnlyList<Project> all, PlaceCode place)
        {
            string[] asked = ["村容整洁、垃圾分类到位", "有一项稳定的集体产业", "村务公开及时完整"];
            var criteria = new ClassCriteria { Id = Id<ClassCriteria>.New(clock), Class = "fine", Place = place, FromDay = new(Year, 1, 1), Document = "特色精品村验收办法（模拟）", Json = JsonSerializer.Serialize(asked, JournalEntry.Json), MadeBy = actor.Name, MadeAt = clock.GetUtcNow() };
            db.ClassCriteria.Add(criteria);
            foreach (var (i, village) in all.Select(p => p.Village).Distinct().Index())
            {
                var venue = Id<Venue>.New(clock);
                db.Venues.Add(new() { Id = venue, Village = village, Name = "党群服务中心（模拟）", SquareMetres = 70 + 20 * (i % 8), BuiltIn = 2005 + i % 15, Funding = (60_000 + 10_000 * (i % 9)) * 100, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
                db.VenueChecks.Add(new() { Id = Id<VenueCheck>.New(clock), Venue = venue, On = new(Year, 10, 15), Condition = (VenueCondition)(1 + i % 4), Use = (VenueUse)(1 + i % 5), CheckedBy = actor.Name });
                if (i % 4 == 0)
                {
                    db.VillageClasses.Add(new()
                    {
                        Id = Id<VillageClass>.New(clock), Village = village, Class = "fine", Criteria = criteria.Id, FromDay = new(Year, 11, 1), Document = "验收公告（模拟）", AcceptedBy = actor.Name, AcceptedAt = clock.GetUtcNow(),
                        Json = JsonSerializer.Serialize(asked.Select(a => new VillageClass.Answer(a, "验收档案（模拟）", null)), JournalEntry.Json),
                    });
                }
            }
        }
    }
}
