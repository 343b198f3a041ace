using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Numerics;
using Shanhai.Host.Clocks;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;
using Shanhai.Voices.Files;
using Shanhai.Voices.Signals;

namespace Shanhai.Demonstration;

/// <summary>
/// Voices of the invented province over two years, of every kind and in every state, told by nobody: each begins with "（模拟）", and so does the name of whoever sent it. They come in and
/// move through the same use cases as real ones, on the days on which they would have; the clocks are watched at the end, so that some are overdue and some lapsed.
/// </summary>
public static class AddVoices
{
    private const int Burst = 10;

    private static readonly PlaceCode County = InventedProvince.Counties[0].Code;

    /// <summary>One at a time, so that a moment in the past can be now.</summary>
    private sealed class Then(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed record Making(IServiceProvider Services, Db Db, OrganisationTree Tree, Register Register, Then Clock, Intake Intake, Stepping Stepping, AccessTable Access, SeededRandom Random)
    {
        public DateTimeOffset Until { get; init; }

        /// <summary>More time is given by a person who is signed in; null: there is no such account.</summary>
        public Guid? Leader { get; init; }
    }

    /// <summary>How many were filed.</summary>
    public static async Task<Result<int>> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct, int number = 120)
    {
        if (await db.Voices.AnyAsync(ct))
        {
            return 0;
        }
        var (deadlines, catalogue, trees, places, vault) = (services.GetRequiredService<CurrentDeadlines>(), services.GetRequiredService<VoiceCatalogue>(), services.GetRequiredService<CurrentTree>(),
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Vault>());
        var until = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var then = new Then(until.AddYears(-2));
        var index = services.GetRequiredService<SearchIndex>();
        await using var intake = new Intake(services.GetRequiredService<IServiceScopeFactory>(), trees, deadlines, places, catalogue, index, services.GetRequiredService<LateWords>(), vault,
            services.GetRequiredService<Attachments>(), then);
        var making = new Making(services, db, await trees.Read(db, ct), await places.Read(db, ct), then, intake, new(deadlines, catalogue, index, then), actor.Access, new(2026, stream: 9))
        {
            Until = until, Leader = await db.Users.Where(u => u.UserName == "leader").Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct),
        };
        var villages = making.Register.Below(County.Value + 101_000).Concat(making.Register.Below(County.Value + 102_000)).Select(making.Register.Code).ToArray();
        for (var i = 0; i < number; i++)
        {
            // Closer together towards today: what is new and under way fills the queues.
            var share = Math.Sqrt((i + 0.5) / number);
            var filed = until.AddDays(-730 * (1 - share)).AddMinutes(-making.Random.Next(600) - 5);
            if (await File(making, InventedVoices.All[i % InventedVoices.All.Count], villages[making.Random.Next(villages.Length)], filed, i, ct) is { } refused)
            {
                return refused;
            }
            db.ChangeTracker.Clear();
        }
        // Lately some villages side by side say more often than ever that the water does not run: what the first signal is for.
        for (var i = 0; i < Burst; i++)
        {
            if (await File(making, InventedVoices.Burst, villages[i % 3], until.AddDays(i - Burst - 1), number + i, ct) is { } refused)
            {
                return refused;
            }
            db.ChangeTracker.Clear();
        }
        // Found and counted as the hourly jobs would have.
        await WatchClocks.Look(work => Written(db, work, ct), Actor.Program(actor.Access), await deadlines.Read(db, ct), until, ct);
        var (clock, today) = (services.GetRequiredService<TimeProvider>(), ChinaDay.Of(until));
        await MakeSignals.Keep(await MakeSignals.Find(services.GetRequiredService<SignalRule>(), making.Register, db, today, clock, ct), db, actor, today, ct);
        // Failures are found by their job as soon as the program serves.
        await db.EnqueueOccasion(VoicesModule.Detect, until, ct);
        return number + Burst;
    }

    private static async Task<WatchClocks.Step> Written(Db db, Func<Db, Task<WatchClocks.Step>> work, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        var step = await work(db);
        await writing.Commit(ct);
        return step;
    }

    private static async Task<Problem?> File(Making making, InventedVoices.Story story, PlaceCode village, DateTimeOffset at, int number, CancellationToken ct)
    {
        making.Clock.Now = at;
        var name = making.Register.Name(making.Register.Find(village));
        var accused = story.Kind == VoiceKind.Accusation ? making.Tree.Nearest(OrganisationKind.TownshipGovernment, village) : null;
        var input = new FileVoice(story.Kind, story.Category, village, Voice.SimulatedMark + string.Format(null, story.Text, name))
        {
            Wish = story.Wish, People = number % 17 == 0 ? 6 : 1, Name = number % 5 == 0 ? null : $"模拟信访人{number + 1}", Phone = number % 5 == 0 ? null : "00000000000", Accused = accused is null ? null : [accused.Id],
        };
        // By every door that people use.
        var clerk = Acting(making, making.Tree.Nearest(OrganisationKind.PetitionOffice, village), "岚溪县信访局（模拟）");
        var channel = (number % 4) switch { 1 => Channel.Telephone, 2 => Channel.Letter, 3 => Channel.Visit, _ => Channel.Web };
        var who = channel == Channel.Web || story.Kind == VoiceKind.Accusation || clerk is null ? Actor.Public(making.Access, Door.Web, null) : clerk;
        var filed = await FileVoice.Handle(input with { Channel = who.IsPublic ? Channel.Web : channel }, making.Intake, making.Db, who, ct);
        return filed.Problem ?? await Move(making, filed.Value.Id, story, number, ct);
    }

    // As far as its story goes, or as far as time has come.
    private static async Task<Problem?> Move(Making making, Id<Voice> id, InventedVoices.Story story, int number, CancellationToken ct)
    {
        var path = InventedVoices.PathOf(story.Kind, number);
        foreach (var turn in path)
        {
            making.Clock.Now = making.Clock.Now.AddDays(turn.Days).AddMinutes(making.Random.Next(200));
            if (making.Clock.Now >= making.Until)
            {
                return null;
            }
            making.Db.ChangeTracker.Clear();
            var voice = await making.Db.Voices.FirstAsync(v => v.Id == id, ct);
            if (turn.Act == Act.Extend && making.Leader is null)
            {
                continue;
            }
            if (Procedure.Find(turn.Act, voice.State, voice.Kind, turn.By) is not { } move)
            {
                return null;
            }
            var actor = turn.By == Party.Petitioner ? Actor.Public(making.Access, Door.Web, null)
                : Acting(making, (turn.By == Party.Office ? voice.Office : voice.Holder) is { } body ? making.Tree.Find(body) : null, turn.Act == Act.Extend ? "负责人（模拟）" : "经办人（模拟）", turn.Act == Act.Extend ? Role.Leader : Role.Officer);
            actor = actor is not null && turn.Act == Act.Extend ? actor with { User = new(making.Leader!.Value), Door = Door.Web } : actor;
            var today = ChinaDay.Today(making.Clock);
            var step = new TakeStep(turn.Act)
            {
                Words = turn.Words ?? InventedVoices.WordsOf(turn.Act), Note = InventedVoices.NoteOf(turn.Act), Facts = move.Needs.HasFlag(Needs.Facts) ? "经现场核实，情况基本属实。（模拟）" : null, Law = move.Needs.HasFlag(Needs.Law) ? "《信访工作条例》第三十二条" : null, Reason = turn.Act == Act.Extend ? "需要专业鉴定（模拟）" : turn.Reason,
                Outcome = turn.Outcome, ExecuteBy = turn.Outcome == Decision.Supported ? today.AddDays(30) : null, Day = move.Needs.HasFlag(Needs.Day) ? today : null, Days = turn.Act == Act.Extend ? 20 : null,
                Rating = (short)(3 + number % 3), Settled = number % 3 != 0,
                Body = turn.Act is Act.Transfer or Act.Assign or Act.CoHandle or Act.Dispute ? BodyFor(making, story, voice, turn.Act)?.Id : null,
            };
            var taken = actor is null ? null : await making.Stepping.Take(voice, move, step, making.Tree, making.Db, actor, ct);
            if (taken?.Problem is { } problem)
            {
                return problem;
            }
            making.Db.ChangeTracker.Clear();
            if (turn.Act == Act.Accept && number % 2 == 0)
            {
                await Hand(making, voice.Id, ct);
            }
        }
        return null;
    }

    // To somebody of the body who can sign in, so that "mine" is not empty.
    private static async Task Hand(Making making, Id<Voice> id, CancellationToken ct)
    {
        making.Db.ChangeTracker.Clear();
        var voice = await making.Db.Voices.FirstAsync(v => v.Id == id, ct);
        var people = await Colleagues.Of(voice, making.Tree, making.Db, Actor.Program(making.Access), ChinaDay.Of(making.Until), ct);
        if (people.Count > 0 && Procedure.Find(Act.Hand, voice.State, voice.Kind, Party.Holder) is { } move && Acting(making, making.Tree.Find(voice.Holder!.Value), "负责人（模拟）") is { } leader)
        {
            // Accounts of a demonstration are of today: whom it is given to is looked up as of today.
            voice.GiveTo(people[0].Id);
            making.Db.Record(leader, VoicesModule.Handle, VoicesModule.SubjectOf(voice), new { act = move.Act }, voice.Place, VoicesModule.KeptBy(voice));
            await making.Db.SaveChangesAsync(ct);
        }
    }

    private static Body? BodyFor(Making making, InventedVoices.Story story, Voice voice, Act act)
    {
        var own = voice.Kind == VoiceKind.Accusation ? making.Tree.Nearest(OrganisationKind.Discipline, voice.Place) : making.Tree.Nearest(OrganisationKind.Department, voice.Place, story.Duty);
        return act is Act.Transfer or Act.Assign && voice.Kind != VoiceKind.Accusation ? own
            : act is Act.CoHandle or Act.Dispute ? making.Tree.Nearest(OrganisationKind.Department, voice.Place, story.Duty == Duties.Finance ? Duties.Agriculture : Duties.Finance) : own;
    }

    private static Actor? Acting(Making making, Body? body, string name, Role role = Role.Officer) =>
        body is null ? null : new Actor(null, name, Door.Job, [new(role, body.Place, body.Id.Value)], making.Access);
}
