using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Console;
using Shanhai.Programmes.Iati;

namespace Shanhai.Programmes;

/// <summary>Programmes of places, their projects in villages with milestones, results, money and risks; measures that villages adopt; classes they are accepted into; where their organisations meet.</summary>
public sealed class ProgrammesModule : Module
{
    /// <summary>What is public: projects of public programmes, adopted measures, classes.</summary>
    public const string Read = "programmes.read";
    public const string View = "programmes.view";

    /// <summary>Programmes, projects, what is planned of them.</summary>
    public const string Plan = "programmes.plan";

    /// <summary>What happens: milestones, results, risks, venues, and to ask for changes.</summary>
    public const string Report = "programmes.report";

    /// <summary>Changes that somebody else asked for, and what is no duplicate.</summary>
    public const string Decide = "programmes.decide";

    /// <summary>Adopted measures and classes of villages.</summary>
    public const string Facts = "programmes.facts";

    public static string SubjectOf(Id<Programme> programme) => "programme:" + programme;

    public static string SubjectOf(Id<Project> project) => "project:" + project;

    public static string SubjectOf(Id<AdoptedMeasure> adopted) => "adopted-measure:" + adopted;

    public static string SubjectOf(Id<VillageClass> of) => "village-class:" + of;

    public static string SubjectOf(Id<Venue> venue) => "venue:" + venue;

    public override void Access(AccessTable access) => access
        .AllowPublic(Read)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.PostedWorker, Role.Analyst)
        .Allow(Plan, Role.Officer)
        .Allow(Report, Role.Officer, Role.Clerk)
        // Never lent to a key: two borrowed keys are not two people.
        .AllowFresh(Decide, Role.Officer, Role.Leader)
        .Allow(Facts, Role.Officer);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.mobilise", "programmes.title", "/programmes", "target-arrow", View),
        new("nav.mobilise", "programmes.projects", "/projects", "list-check", View),
        new("nav.open", "programmes.published", "/projects/published", "world", Read),
        new("nav.mobilise", "programmes.measures", "/measures", "seedling", Read),
        new("nav.mobilise", "programmes.classes", "/classes", "medal", Read),
        new("nav.mobilise", "programmes.venues", "/venues", "building-community", View),
    ];

    public override IEnumerable<Command> Console(Terminal terminal) => [ProgrammesConsole.Import(terminal), ProgrammesConsole.Export(terminal), ProgrammesConsole.Programmes(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections =>
    [
        new(350, null, ProgrammesSection.Load)
        {
            Rows = [PlaceRows.Of<Project>(nameof(Project.Village)), PlaceRows.Of<VillageClass>(nameof(VillageClass.Village)), PlaceRows.Of<AdoptedMeasure>(nameof(AdoptedMeasure.Village))], Always = true,
        },
    ];

    public override IEnumerable<PlaceUse> PlaceUses =>
    [
        new("programmes.projects", (db, places, ct) => db.Projects.LongCountAsync(p => places.Contains(p.Village), ct)),
        new("programmes.adopted", (db, places, ct) => db.AdoptedMeasures.LongCountAsync(a => a.SupersededAt == null && places.Contains(a.Village), ct)),
        new("programmes.classes", (db, places, ct) => db.VillageClasses.LongCountAsync(c => places.Contains(c.Village), ct)),
        new("programmes.venues", (db, places, ct) => db.Venues.LongCountAsync(v => places.Contains(v.Village), ct)),
    ];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        var (db, waiting) = (services.GetRequiredService<Db>(), new List<Waiting>());
        if (actor.May(Decide))
        {
            var (person, projects) = (Approval.PersonOf(actor), ProgrammeSight.Projects(db, actor, Decide));
            waiting.Add(new("programmes.changes-waiting", await db.ChangeRequests.CountAsync(c => c.State == ChangeState.Waiting && c.Asker != person && projects.Any(p => p.Id == c.Project), ct), "/projects?changes=true"));
        }
        if (actor.May(Report))
        {
            var (today, projects) = (ChinaDay.Today(services.GetRequiredService<TimeProvider>()), ProgrammeSight.Projects(db, actor, Report));
            waiting.Add(new("programmes.late-waiting", await projects.CountAsync(p => p.DoneOn == null && p.StoppedOn == null && db.Milestones.Any(m => m.Project == p.Id && m.ReachedOn == null && m.DroppedWhy == null && m.PlannedOn < today), ct), "/projects?late=true", Overdue: true));
        }
        return waiting;
    }

    public override async Task<IReadOnlyDictionary<string, string>> PagesOf(IReadOnlyCollection<string> codes, Db db, CancellationToken ct)
    {
        var pages = new Dictionary<string, string>();
        foreach (var some in codes.Chunk(500).Select(c => c.ToList()))
        {
            foreach (var project in await FindPublicProjects.Projects(db).Where(p => some.Contains(p.Code)).Select(p => new { p.Code, p.Id }).ToListAsync(ct))
            {
                pages[project.Code] = $"/projects/published/{project.Id}";
            }
        }
        return pages;
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/programmes/presets", () => TypedResults.Ok(ProgrammePreset.All)).WithName("FindProgrammePresets").WithSummary("Kinds of programmes that ship as data, each with its source");
        api.MapGet("/programmes", FindProgrammes.Handle);
        api.MapPost("/programmes", CreateProgramme.Handle);
        api.MapGet("/programmes/{id}", ShowProgramme.Handle);
        api.MapPost("/programmes/{id}", ChangeProgramme.Handle);
        api.MapPost("/programmes/{id}/import", (Id<Programme> id, ImportProjects input, bool? preview, [AsParameters] Reading with, Actor actor, CancellationToken ct) =>
            ImportProjects.Handle(input with { Programme = id }, preview == true, with.Measures, with.Trees, with.Places, with.Db, actor, with.Clock, ct)).WithName("ImportProjects").WithSummary("Plans the projects of a table in one programme, or only looks at them");
        api.MapGet("/projects", FindProjects.Handle);
        api.MapPost("/projects", PlanProject.Handle);
        api.MapGet("/projects/published", FindPublicProjects.Handle);
        api.MapGet("/projects/published/iati", ExportIati.Write).WithName("ExportIati").WithSummary("Public programmes and projects as an IATI 2.03 activity file");
        api.MapGet("/projects/published/{id}", ShowPublicProject.Handle);
        api.MapGet("/projects/duplicates", FindDuplicates.Handle);
        api.MapPost("/projects/duplicates", DecideDuplicate.Handle);
        api.MapGet("/projects/{id}", ShowProject.Handle);
        api.MapPost("/projects/{id}/report", ReportProject.Handle);
        api.MapPost("/projects/{id}/take-back", TakeBackReport.Handle);
        api.MapPost("/projects/{id}/activities", PlanActivity.Handle);
        api.MapPost("/projects/milestones/{id}", ReachMilestone.Handle);
        api.MapPost("/projects/photos/{id}/remove", RemovePhoto.Handle);
        api.MapPost("/projects/{id}/results", PlanResult.Handle);
        api.MapPost("/projects/results/{id}/values", RecordResult.Handle);
        api.MapPost("/projects/{id}/changes", AskChange.Handle);
        api.MapPost("/projects/changes/{id}", DecideChange.Handle);
        api.MapPost("/projects/{id}/risks", RaiseRisk.Handle);
        api.MapPost("/projects/risks/{id}/close", CloseRisk.Handle);
        api.MapGet("/measures/adopted", FindAdoptions.Handle);
        api.MapPost("/measures/adopted", AdoptMeasure.Handle);
        api.MapGet("/measures/adopted/{id}", ShowAdoption.Handle);
        api.MapPost("/measures/adopted/{id}", CorrectAdoption.Handle);
        api.MapGet("/measures/treatment", ReadTreatment.Handle);
        api.MapGet("/classes/kinds", () => TypedResults.Ok(ClassKind.All)).WithName("FindClassKinds").WithSummary("Classes that villages may be accepted into, each with its source");
        api.MapGet("/classes", FindClasses.Handle);
        api.MapPost("/classes", AcceptVillage.Handle);
        api.MapGet("/classes/criteria", ShowCriteria.Handle);
        api.MapPost("/classes/criteria", SetCriteria.Handle);
        api.MapGet("/classes/{id}", ShowClass.Handle);
        api.MapPost("/classes/{id}/withdraw", WithdrawClass.Handle);
        api.MapGet("/venues", FindVenues.Handle);
        api.MapPost("/venues", RecordVenue.Handle);
        api.MapGet("/venues/{id}", ShowVenue.Handle);
        api.MapPost("/venues/{id}", CorrectVenue.Handle);
        api.MapPost("/venues/{id}/checks", CheckVenue.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/programmes", ProgrammesPage.Show);
        pages.MapPost("/programmes", ProgrammesPage.Create);
        pages.MapGet("/programmes/export", ProgrammesPage.Export);
        pages.MapGet("/programmes/{id}", ProgrammePage.Show);
        pages.MapPost("/programmes/{id}", ProgrammePage.Change);
        pages.MapGet("/projects", ProjectsPage.Show);
        pages.MapGet("/projects/export", ProjectsPage.Export);
        pages.MapGet("/projects/published", PublishedProjectsPage.Show);
        pages.MapGet("/projects/published/export", PublishedProjectsPage.Export);
        pages.MapGet("/projects/published/iati", PublishedProjectsPage.Activities);
        pages.MapGet("/projects/published/{id}", PublicProjectPage.Show);
        pages.MapGet("/projects/new", ProjectFormPage.New);
        pages.MapPost("/projects/new", ProjectFormPage.Plan);
        pages.MapGet("/projects/import", ProjectImportPage.Show);
        pages.MapPost("/projects/import", ProjectImportPage.Post);
        pages.MapGet("/projects/import/template", ProjectImportPage.Template);
        pages.MapGet("/projects/duplicates", DuplicatesPage.Show);
        pages.MapPost("/projects/duplicates", DuplicatesPage.Decide);
        pages.MapGet("/projects/duplicates/export", DuplicatesPage.Export);
        pages.MapGet("/projects/{id}", ProjectPage.Show);
        pages.MapPost("/projects/{id}/{act}", ProjectPage.Do);
        pages.MapGet("/projects/{id}/photos/{photo}", AddPhotos.Open);
        pages.MapGet("/measures", MeasuresPage.Show);
        pages.MapGet("/measures/adopted", AdoptionsPage.Show);
        pages.MapPost("/measures/adopted", AdoptionsPage.Adopt);
        pages.MapGet("/measures/adopted/export", AdoptionsPage.Export);
        pages.MapGet("/measures/treatment", AdoptionsPage.Treatment);
        pages.MapGet("/measures/adopted/{id}", AdoptionPage.Show);
        pages.MapPost("/measures/adopted/{id}", AdoptionPage.Correct);
        pages.MapGet("/classes", ClassesPage.Show);
        pages.MapGet("/classes/export", ClassesPage.Export);
        pages.MapPost("/classes/criteria", ClassesPage.Set);
        pages.MapGet("/classes/accept", AcceptPage.Show);
        pages.MapPost("/classes/accept", AcceptPage.Accept);
        pages.MapGet("/classes/{id}", ClassPage.Show);
        pages.MapPost("/classes/{id}", ClassPage.Withdraw);
        pages.MapGet("/venues", VenuesPage.Show);
        pages.MapPost("/venues", VenuesPage.Record);
        pages.MapGet("/venues/export", VenuesPage.Export);
        pages.MapGet("/venues/{id}", VenuePage.Show);
        pages.MapPost("/venues/{id}", VenuePage.Check);
    }
}

/// <summary>What the doors of programmes read with.</summary>
public sealed record Reading(Identification.MeasureCatalogue Measures, Charts Charts, Organisations.CurrentTree Trees, Places.CurrentRegister Places, Db Db, TimeProvider Clock);
