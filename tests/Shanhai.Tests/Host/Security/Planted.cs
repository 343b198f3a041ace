using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Burden;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Host;
using Shanhai.Host.Clocks;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Indicators.Import;
using Shanhai.Kernel;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Pairing.Investors;
using Shanhai.Places;
using Shanhai.Postings;
using Shanhai.Programmes;
using Shanhai.Receptions;
using Shanhai.Voices;

namespace Shanhai.Tests.Host.Security;

/// <summary>
/// A record that is not public, planted at a place with a word nobody else uses. Each capability that keeps something not public adds
/// one: <paramref name="Verb"/> is the verb by which people see it, <paramref name="Plant"/> puts it into the database.
/// </summary>
public sealed partial record Planted(string Verb, Func<IServiceProvider, Actor, PlaceCode, string, Task> Plant)
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

        // A draft and what somebody has against it.
        new(NoticesModule.Write, Notice),

        // A book that is not public, an entry of it, and one that waits.
        new(FundsModule.View, Ledger),

        // An enclave that is not published, with a stake, a distribution, a payment and an alarm.
        new(EnclavesModule.View, Enclave),

        // The plan of a reception day, and a case of it.
        new(ReceptionsModule.Plan, Reception),

        // A campaign with everything in it, and what a place needs.
        new(PairingModule.View, Campaign),

        // A batch with somebody who was never there, with everything that is written about such a post.
        new(PostingsModule.View, Sent),

        // An offer of investment, not public at all.
        new(PairingModule.Offers, Investment),

        // A programme that is not public, with a project and everything about it, and a venue.
        new(ProgrammesModule.View, Programme),

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

    private static async Task Notice(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock, trees, places) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>());
        var body = (await CreateOrganisation.Handle(new($"公示单位{Number(word)}", null, null, "文件", new() { Kind = OrganisationKind.Enterprise, Place = place }, Another: true),
            trees, places, services.GetRequiredService<Pinyin>(), db, actor, clock, default)).Value.Id;
        trees.Written();
        var drafted = await DraftNotice.Handle(new("other", body, place, new(word, word) { Channels = [NoticeChannel.Web] }), services.GetRequiredService<MatterCatalogue>(), trees, places,
            services.GetRequiredService<CurrentDeadlines>(), services.GetRequiredService<Vault>(), db, actor, clock, default);
        db.Objections.Add(new() { Id = Id<Shanhai.Notices.Objection>.New(clock), Notice = drafted.Value.Id, Round = 0, Receipt = Receipt.New(), PinMark = [], Text = word, ReceivedAt = clock.GetUtcNow() });
        db.Record(actor, "test.objection", "objection:test", null, place);
        await db.SaveChangesAsync();
    }

    private static async Task Reception(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock, trees) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<CurrentTree>());
        var body = (await trees.Read(db, default)).All.First(b => b.Place == place).Id;
        var planned = await PlanReception.Handle(new(body, place, null, ChinaDay.Today(clock).AddDays(30), new(9, 0), new(10, 0)) { Venue = word, LeaderPost = word, LeaderName = word, Staff = word, Flow = word, Emergency = word, Rooms = [new("general", word)] },
            null, services.GetRequiredService<ReceptionCatalogue>(), services.GetRequiredService<MatterCatalogue>(), trees, services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<CurrentDeadlines>(), db, actor, clock, default);
        var voice = db.Voices.Where(v => v.Place == place && v.Kind == VoiceKind.Appeal).OrderByDescending(v => v.Id).Select(v => v.Id).First();
        db.ReceptionCases.Add(new() { Id = Id<ReceptionCase>.New(clock), Reception = planned.Value.Id, Voice = voice, Number = 1, Room = 1, Way = CaseWay.Web, MadeAt = clock.GetUtcNow() });
        db.Record(actor, "test.case", "case:test", null, place);
        await db.SaveChangesAsync();
    }

    private static async Task Plan(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var last = db.Plans.Where(p => p.Place == place).Max(p => (short?)p.Revision) ?? 0;
        (await SavePlan.Handle(place, new(last, new([], [], [], word)), services.GetRequiredService<CurrentTree>(), db, actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<MeasureCatalogue>(), clock, default))
            .Problem.ShouldBeNull();
    }
}
