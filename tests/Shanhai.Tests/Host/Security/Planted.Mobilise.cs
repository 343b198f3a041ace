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

/// <summary>Books, pairing, people sent, projects and enclaves.</summary>
public sealed partial record Planted
{
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
}
