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

    private static async Task Ledger(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock, trees) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<CurrentTree>());
        var owner = (await CreateOrganisation.Handle(new($"记账单位{Number(word)}", null, null, "文件", new() { Kind = OrganisationKind.Enterprise, Place = place }, Another: true),
            trees, services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), db, actor, clock, default)).Value.Id;
        trees.Written();
        var charts = services.GetRequiredService<Charts>();
        var book = (await OpenBook.Handle(new(owner, word, "public-money") { ApproveAbove = 10_000_00 }, charts, trees, db, actor, clock, default)).Value.Id;
        EntryContent Of(long fen) => new(new DateOnly(2026, 3, 1), word, word, [new("10", Debit: fen), new("00", Credit: fen)]) { Payee = word, PayeeIs = PayeeKind.Person, Project = word };
        // What adds to public money waits for two; one of them is approved, the other goes on waiting.
        var posted = await PostEntries.Handle(book, new([Of(1000 + Number(word)), Of(100_000_00)]), charts, trees, db, actor, clock, default);
        foreach (var name in new[] { "甲", "乙" })
        {
            db.ChangeTracker.Clear();
            await Done(DecideEntry.Handle(posted.Value.Entries[0].Waits!.Value, new(true, null), charts, trees, db, actor with { Name = name }, clock, default));
        }
    }

    /// <summary>Straight into the tables, since the use cases take villages and bodies alone.</summary>
    private static async Task Enclave(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var (now, from) = (clock.GetUtcNow(), new DateOnly(2025, 1, 1));
        var (enclave, distribution, dividend) = (Id<Shanhai.Enclaves.Enclave>.New(clock), Id<Distribution>.New(clock), Id<Dividend>.New(clock));
        var contract = new Contract
        {
            Id = Id<Contract>.New(clock), Enclave = enclave, Number = 1, FromDay = from, WrittenBy = word, WrittenAt = now, Why = word,
            Json = new ContractTerms { Phases = [new(ReturnKind.Fixed, from, from.AddYears(2).AddDays(-1), 10), new(ReturnKind.Floating, from.AddYears(2), from.AddYears(4))], Split = new(100, 0, 0, 0), Exit = word }.Written(),
        };
        db.Enclaves.Add(new() { Id = enclave, Name = word, Kind = EnclaveKind.WeakVillage, Place = place, HostPlace = place, MadeBy = word, MadeAt = now });
        db.EnclaveContracts.Add(contract);
        db.Stakes.Add(new() { Id = Id<Stake>.New(clock), Enclave = enclave, Place = place, Unit = StakeUnit.Money, Amount = 100_00, Fen = 100_00, Source = StakeSource.Own, On = from, Document = word, RecordedBy = word, RecordedAt = now });
        db.Distributions.Add(new()
        {
            Id = distribution, Enclave = enclave, Contract = contract.Id, Number = 1, FromDay = from, ToDay = from.AddYears(1).AddDays(-1), DueOn = from.AddYears(1), Income = 10_00, Evidence = word, Reserve = 0, Due = 10_00, FromGuarantor = 0,
            Host = 0, Guest = 0, Operator = 0, Segments = "[]", Print = word, Preparer = word, PreparedBy = word, PreparedAt = now,
        });
        db.Dividends.Add(new() { Id = dividend, Distribution = distribution, Line = 1, Place = place, Payee = place, Weight = 1, Due = 10_00, Rank = 1, Extra = false });
        db.DividendPayments.Add(new() { Id = Id<Payment>.New(clock), Dividend = dividend, Fen = 1_00, On = from.AddYears(1), Evidence = word, RecordedBy = word, RecordedAt = now });
        db.EnclaveAlarms.Add(new() { Id = Id<Alarm>.New(clock), Enclave = enclave, Kind = AlarmKind.GuaranteeEnds, About = from.AddYears(2).AddDays(-1), RaisedAt = now });
        db.Record(actor, "test.enclave", "enclave:test", null, place);
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

    /// <summary>
    /// A campaign with a scenario, a decision, a proposed pair and a partnership that is over: what is published is for everybody, what officers wrote about it is not. It is of a kind whose board nobody asks for.
    /// Straight into the tables, since the use cases take villages alone.
    /// </summary>
    private static async Task Campaign(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var (now, today) = (clock.GetUtcNow(), ChinaDay.Today(clock));
        var body = (await services.GetRequiredService<CurrentTree>().Read(db, default)).All.First(b => b.Place == place).Id;
        var made = await CreateCampaign.Handle(new("secretaries", word, place, null, null, "SCOPE", Period.Year(2024)), services.GetRequiredService<CurrentRegister>(), db, actor, clock, default);
        var campaign = made.Value.Id;
        var scenario = new Scenario
        {
            Id = Id<Scenario>.New(clock), Campaign = campaign, Number = 1, Settings = (await db.Campaigns.FindAsync(campaign))!.Json, State = ScenarioState.Clashes, MadeBy = word, MadeAt = now,
            Result = new ScenarioResult([], [], 0, 0, 0, [new("pairing.out.gone", word)]).Written(),
        };
        var why = System.Text.Json.JsonSerializer.Serialize(new PairWhy(default, null, null, null, Shanhai.Pairing.Solving.Binding.None, null, 0, [], []));
        var pair = new Partnership
        {
            Id = Id<Partnership>.New(clock), Campaign = campaign, Kind = "secretary", Organisation = body, Village = place, Points = 0, Scenario = scenario.Id, Why = why, FromDay = today.AddDays(-30), ToDay = today.AddYears(1),
        };
        db.Scenarios.Add(scenario);
        db.ProposedPairs.Add(new() { Id = Id<ProposedPair>.New(clock), Scenario = scenario.Id, Kind = "secretary", Organisation = body, Village = place, Points = 0, IsFixed = false, Why = why });
        db.PairRules.Add(new() { Id = Id<PairRule>.New(clock), Campaign = campaign, Organisation = body, Village = place, Will = PairWill.Conflict, Why = word, DecidedBy = word, DecidedAt = now });
        var ended = db.Partnerships.Add(pair);
        ended.Property(p => p.EndedOn).CurrentValue = today.AddDays(-1);
        ended.Property(p => p.EndedWhy).CurrentValue = word;
        db.Contributions.Add(new() { Id = Id<Contribution>.New(clock), Partnership = pair.Id, Village = place, What = ContributionKind.Hours, Amount = 1, On = pair.FromDay, Words = word, RecordedBy = word, RecordedAt = now });
        db.PairReviews.Add(new() { Id = Id<PairReview>.New(clock), Partnership = pair.Id, Village = place, Year = (short)today.Year, OfHelper = false, Worked = true, Words = word, SaidBy = word, SaidAt = now });
        db.Resources.Add(new() { Id = Id<Resource>.New(clock), Place = place, What = ResourceKind.Money, Amount = 1, Words = word, RecordedBy = word, RecordedAt = now });
        db.Record(actor, "test.scenario", "scenario:test", null, place);
        await db.SaveChangesAsync();
    }

    /// <summary>A post that was cancelled, so that nothing of it is public, with a plan, a hand-over and a decision. Straight into the tables, since the use cases take villages alone.</summary>
    private static async Task Sent(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock, vault) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<Vault>());
        var (now, today) = (clock.GetUtcNow(), ChinaDay.Today(clock));
        var body = (await services.GetRequiredService<CurrentTree>().Read(db, default)).All.First(b => b.Place == place).Id;
        var batch = (await CreatePostBatch.Handle(new("instructor", word, place, today, null, word), services.GetRequiredService<CurrentRegister>(), db, actor, clock, default)).Value.Id;
        var person = PostedPerson.Of(word, null, body, vault, clock);
        Post Of() => new() { Id = Id<Post>.New(clock), Batch = batch, Person = person.Id, Sender = body, Kind = "instructor", Place = place, FromDay = today, ToDay = today.AddYears(1) };
        db.PostedPeople.Add(person);
        var (first, next) = (Of(), Of());
        foreach (var ended in new[] { db.Posts.Add(next), db.Posts.Add(first) })
        {
            ended.Property(p => p.EndedOn).CurrentValue = today;
            ended.Property(p => p.Ending).CurrentValue = PostEnding.Recalled;
            ended.Property(p => p.EndedWhy).CurrentValue = word;
        }
        db.PostVillages.Add(new() { Id = Id<PostVillage>.New(clock), Post = first.Id, Village = place, FromDay = today, ToDay = today.AddDays(-1) });
        db.PostTasks.Add(new() { Id = Id<PostTask>.New(clock), Post = first.Id, Duty = "policy", What = word, DueOn = today, PlannedBy = word, PlannedAt = now });
        db.PostHandOvers.Add(new() { Id = Id<PostHandOver>.New(clock), From = first.Id, To = next.Id, Items = word, RecordedBy = word, RecordedAt = now });
        db.PostWills.Add(new() { Post = next.Id, Village = place, There = true, Why = word, DecidedBy = word });
        db.Record(actor, "test.post", "post:test", null, place);
        await db.SaveChangesAsync();
    }

    private static async Task Investment(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock, id) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), Id<InvestmentOffer>.New(services.GetRequiredService<TimeProvider>()));
        db.InvestmentOffers.Add(new()
        {
            Id = id, Code = word[^9..], Who = InvestorKind.Other, Place = place, What = ResourceKind.Money, Words = word, Box = InvestmentOffer.Seal(id, new(word, word), services.GetRequiredService<Vault>()), ReceivedAt = clock.GetUtcNow(),
        });
        db.Record(actor, "test.offer", "investment-offer:test", null, place);
        await db.SaveChangesAsync();
    }

    /// <summary>Straight into the tables, since the use cases take villages alone.</summary>
    private static async Task Programme(IServiceProvider services, Actor actor, PlaceCode place, string word)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var (now, today) = (clock.GetUtcNow(), ChinaDay.Today(clock));
        var programme = new Shanhai.Programmes.Programme
        {
            Id = Id<Shanhai.Programmes.Programme>.New(clock), Kind = "other", Code = word, Name = word, Place = place, FromDay = today.AddYears(-1), ToDay = today.AddYears(1), Basis = word, MadeBy = word, MadeAt = now,
        };
        var project = new Project
        {
            Id = Id<Project>.New(clock), Programme = programme.Id, Code = word + "-1", Name = word, Village = place, Measure = "solar", FromDay = today.AddYears(-1), ToDay = today.AddYears(1), Budget = 1, MadeBy = word, MadeAt = now, Document = word,
        };
        var activity = new Activity { Id = Id<Activity>.New(clock), Project = project.Id, Name = word, FromDay = project.FromDay, ToDay = project.ToDay };
        var (result, venue) = (Id<ProjectResult>.New(clock), Id<Venue>.New(clock));
        db.Programmes.Add(programme);
        db.Projects.Add(project);
        db.Activities.Add(activity);
        db.Milestones.Add(new() { Id = Id<Milestone>.New(clock), Project = project.Id, Activity = activity.Id, Name = word, PlannedOn = today.AddDays(-1), Weight = 1 });
        db.ProjectResults.Add(new() { Id = result, Project = project.Id, Name = word, Unit = "人", Target = 1, DueOn = today });
        db.ResultValues.Add(new() { Id = Id<ResultValue>.New(clock), Result = result, On = today, Value = 1, Source = word, RecordedBy = word, RecordedAt = now });
        db.ChangeRequests.Add(new() { Id = Id<ChangeRequest>.New(clock), Project = project.Id, What = ChangeKind.Name, Name = word, Why = word, Before = word, Asker = word, AskedBy = word, AskedAt = now }).Property(c => c.State).CurrentValue = ChangeState.Waiting;
        db.RiskFlags.Add(new() { Id = Id<RiskFlag>.New(clock), Project = project.Id, What = word, Owner = word, DueOn = today, RaisedBy = word, RaisedAt = now });
        db.Venues.Add(new() { Id = venue, Village = place, Name = word, SquareMetres = 1, RecordedBy = word, RecordedAt = now });
        db.VenueChecks.Add(new() { Id = Id<VenueCheck>.New(clock), Venue = venue, On = today, Condition = VenueCondition.Good, Use = VenueUse.Daily, Words = word, CheckedBy = word });
        db.Record(actor, "test.programme", "programme:test", null, place);
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
