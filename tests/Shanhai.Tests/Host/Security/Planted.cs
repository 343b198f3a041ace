using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Burden;
using Shanhai.Host;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Tests.Host.Security;

/// <summary>
/// A record that is not public, planted at a place with a word nobody else uses. Each capability that keeps something not public adds
/// one: <paramref name="Verb"/> is the verb by which people see it, <paramref name="Plant"/> puts it into the database.
/// </summary>
public sealed record Planted(string Verb, Func<IServiceProvider, Actor, PlaceCode, string, Task> Plant)
{
    public static readonly IReadOnlyList<Planted> All =
    [
        new(SecurityModule.ViewUsers, (services, actor, place, word) =>
            Done(AddUser.Handle(new(word, word, App.Password, Role.Clerk, place), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), default))),

        // A figure of an indicator that is not public, its document bearing the word.
        new(IndicatorsModule.ViewInternal, (services, actor, place, word) =>
            Done(RecordFigures.Handle(new(new(SourceKind.OfficialDocument, new DateOnly(2024, 1, 31), word), [new(place, "CE04.301", Period.Year(2023), 1000 + Number(word))]),
                services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(),
                services.GetRequiredService<TimeProvider>(), default))),
        // By a figure that is not public: then its reason is not either.
        new(IdentificationModule.View, Finding),
        new(IdentificationModule.View, Plan),

        // What somebody wrote about the page of a place, with the way to reach her.
        new(BurdenModule.Answer, (services, actor, place, word) =>
            Done(SendFeedback.Handle(new($"/places/{place}", FeedbackKind.Fault, word, word), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), default))),

        new(IdentificationModule.View, Objection),

        // What a petitioner said, and who she is.
        new(VoicesModule.View, (services, actor, place, word) =>
            Done(FileVoice.Handle(new(VoiceKind.Appeal, "other", place, word) { Name = word, Phone = word, ClientKey = word }, services.GetRequiredService<Intake>(), services.GetRequiredService<Db>(), actor, default))),

        // A file that is being read, not yet recorded.
        new(IndicatorsModule.Record, (services, actor, place, word) =>
            Done(UploadFigures.Handle(new(System.Text.Encoding.UTF8.GetBytes($"区划代码,2024年经营收入（元）[CE.501]\n{place},{Number(word)}\n"), word + ".csv", place), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<Catalogue>(), services.GetRequiredService<Uploads>(), services.GetRequiredService<Settings>(), services.GetRequiredService<TimeProvider>(), default))),

        // A body that serves the place, its office bearing the word too.
        new(OrganisationsModule.View, (services, actor, place, word) =>
            Done(CreateOrganisation.Handle(new(word, null, null, word, new() { Kind = OrganisationKind.Enterprise, Place = place, Office = word }, Another: true),
                services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<TimeProvider>(), default))),

        new(JournalModule.View, async (services, actor, place, word) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Record(actor, Wrote, "word:" + word, new { word }, place);
            await db.SaveChangesAsync();
        }),
    ];

    /// <summary>The verb of the planted journal entries.</summary>
    public const string Wrote = "test.wrote";

    private static int Number(string word) => int.Parse(word[4..9], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task Done<T>(Task<Result<T>> planting) => (await planting).Problem.ShouldBeNull();

    private static async Task Finding(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var version = db.RuleVersions.FirstOrDefault(v => v.Code == "SCOPE");
        if (version is null)
        {
            var rule = Rule.Parse("""
                { "code": "SCOPE", "name": { "zh": "规则", "en": "Rule" }, "jurisdiction": "990000000000", "from": "2000", "basis": "文件", "mark": { "origin": "found", "source": "-" },
                  "population": { "levels": ["village"] }, "when": { "compare": "CE04.301", "is": "<", "to": "100000 yuan" } }
                """).Value;
            db.RuleVersions.Add(version = RuleVersion.Draft(rule, 1, "test", clock));
            version.Publish("test", clock.GetUtcNow());
        }
        var run = new RuleRun
        {
            Id = Id<RuleRun>.New(clock), Version = version.Id, Rule = "SCOPE", Number = 1, Period = Period.Year(2024), Place = place, RunBy = word, RunAt = clock.GetUtcNow(),
            Holds = 1, DoesNotHold = 0, CannotTell = 0, Exempt = 0, Inputs = word,
        };
        db.RuleRuns.Add(run);
        db.Findings.Add(new()
        {
            Id = Id<Shanhai.Identification.Finding>.New(clock), Run = run.Id, Version = version.Id, Rule = "SCOPE", Period = run.Period, Place = place, Outcome = Outcome.Holds, Margin = 0.1,
            Stand = Stand.New, Since = run.Period, Uncertain = false, SaidZh = word, SaidEn = word,
        });
        db.Record(actor, "test.finding", "finding:test", null, place);
        await db.SaveChangesAsync();
        await FindingStamp.Raise(db, "SCOPE", run.Period, default);
    }

    /// <summary>Somebody disputes the planted figure of the place; straight into the table, since the use case allows one open dispute of a figure.</summary>
    private static async Task Objection(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        db.Disputes.Add(new()
        {
            Id = Id<Dispute>.New(clock), Place = place, Indicator = services.GetRequiredService<Catalogue>()["CE04.301"].Id, Period = Period.Year(2023).Key, Revision = 1,
            Reason = word, RaisedBy = word, RaisedAt = clock.GetUtcNow(),
        });
        db.Record(actor, "test.dispute", "dispute:test", null, place);
        await db.SaveChangesAsync();
    }

    private static async Task Plan(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var last = db.Plans.Where(p => p.Place == place).Max(p => (short?)p.Revision) ?? 0;
        (await SavePlan.Handle(place, new(last, new([], [], [], word)), db, actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<MeasureCatalogue>(), clock, default))
            .Problem.ShouldBeNull();
    }
}
