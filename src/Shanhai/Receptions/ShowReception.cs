using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>Shows a reception day: to anybody once it is announced; to those who work on it the plan, the cases they may see, and what they may do.</summary>
public sealed record ShowReception(
    Id<Reception> Id, PlaceCode Place, string PlaceName, Level Level, string Body, DateOnly On, TimeOnly From, TimeOnly To, string Venue, string Leader, string? LeaderBefore, string? LeaderWhy, string? Phone,
    ReceptionState State, string? CancelledWhy, Id<Notices.Notice>? Notice, IReadOnlyList<ShowReception.Room> Rooms, ShowReception.Sum? Totals, string? Result, DateTimeOffset? ClosedAt, ShowReception.Inside? Inner)
{
    public const int MostCases = 2000;

    public sealed record Room(short Number, string Subject, string Name, string? Body, string? Lawyer);

    /// <summary>Batches that were received and how; accusations are in a compartment and not counted here.</summary>
    public sealed record Sum(int Batches, int People, int Decided, int Assigned, int Explained);

    public sealed record Inside(
        string? Problems, string Staff, string Flow, string Emergency, string? ApprovedBy, DateTimeOffset? ApprovedAt, IReadOnlyList<Case> Cases, bool MayPlan, bool MayApprove, bool MayAnnounce, bool MayWork, int Version);

    public sealed record Case(
        Id<ReceptionCase> Id, int Number, short Room, CaseWay Way, bool Joined, int People, CaseState State, DateTimeOffset? ArrivedAt, CaseOutcome? Outcome, string? Unit, DateOnly? SettleBy, string? Owner, string? OwnerBefore, string? OwnerWhy,
        Id<Voice> Voice, string Receipt, VoiceKind Kind, string Category, VoiceState VoiceState, string Excerpt)
    {
        /// <summary>Its owner still answers for it.</summary>
        public bool IsOpen => State == CaseState.Done && VoiceState < VoiceState.Concluded;
    }

    public static async Task<Result<ShowReception>> Handle(Id<Reception> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.View) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        async Task<bool> May(string verb) => actor.May(verb) && await ReceptionSight.Of(actor, tree, verb, db).AnyAsync(r => r.Id == id, ct);
        var (plan, approve, announce, work) = (await May(ReceptionsModule.Plan), await May(ReceptionsModule.Approve), await May(ReceptionsModule.Announce), await May(ReceptionsModule.Work));
        var works = plan || approve || announce || work;
        if (await db.Receptions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day || !works && day.Notice is null)
        {
            return Problem.Missing("reception.not-found");
        }
        var register = await places.Read(db, ct);
        var rooms = await db.ReceptionRooms.AsNoTracking().Where(r => r.Reception == id).OrderBy(r => r.Number).ToListAsync(ct);
        return new ShowReception(id, day.Place, FindReceptions.NameOf(register, day.Place), day.Level, tree.Find(day.Body)?.Name ?? "", day.On, day.From, day.To, day.Venue, day.Leader, day.LeaderBefore, day.LeaderWhy, day.Phone,
            day.State, day.CancelledWhy, day.Notice, [.. rooms.Select(r => new Room(r.Number, r.Subject, r.Name, r.Body is { } sits ? tree.Find(sits)?.Name : null, r.Lawyer))],
            day.State == ReceptionState.Closed || works && day.State == ReceptionState.Open ? await TotalsOf(id, db, ct) : null, day.Result, day.ClosedAt,
            works ? new(day.Problems, day.Staff, day.Flow, day.Emergency, day.ApprovedByName, day.ApprovedAt, await CasesOf(id, tree, db, actor, ct), plan, approve, announce, work, day.Version) : null);
    }

    internal static async Task<Sum> TotalsOf(Id<Reception> id, Db db, CancellationToken ct)
    {
        var parts = await (from c in db.ReceptionCases.AsNoTracking() join v in db.Voices on c.Voice equals v.Id where c.Reception == id && c.State == CaseState.Done && v.Kind != VoiceKind.Accusation select new { c.Outcome, c.People })
            .GroupBy(c => c.Outcome).Select(g => new { g.Key, Count = g.Count(), People = g.Sum(c => c.People) }).ToListAsync(ct);
        int Of(CaseOutcome outcome) => parts.Where(p => p.Key == outcome).Sum(p => p.Count);
        return new(parts.Sum(p => p.Count), parts.Sum(p => p.People), Of(CaseOutcome.Decided), Of(CaseOutcome.Assigned), Of(CaseOutcome.Explained));
    }

    /// <summary>Those whose voice the reader may see: what is in the compartment is not even a line here.</summary>
    internal static async Task<IReadOnlyList<Case>> CasesOf(Id<Reception> id, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        if (!actor.May(VoicesModule.View))
        {
            return [];
        }
        var seen = Sight.Of(actor, tree, VoicesModule.View).Voices(db).AsNoTracking();
        var found = await (from c in db.ReceptionCases.AsNoTracking() join v in seen on c.Voice equals v.Id where c.Reception == id orderby c.Number
                           select new { Case = c, v.Receipt, v.Kind, v.Category, v.State, Text = v.Text.Substring(0, 60) }).Take(MostCases).ToListAsync(ct);
        return [.. found.Select(f => new Case(f.Case.Id, f.Case.Number, f.Case.Room, f.Case.Way, f.Case.Joined, f.Case.People, f.Case.State, f.Case.ArrivedAt, f.Case.Outcome,
            f.Case.Unit is { } unit ? tree.Find(unit)?.Name : null, f.Case.SettleBy, f.Case.Owner, f.Case.OwnerBefore, f.Case.OwnerWhy, f.Case.Voice, f.Receipt, f.Kind, f.Category, f.State, f.Text.ReplaceLineEndings(" ")))];
    }
}

/// <summary>What the wall of the waiting room shows: numbers, never names, and none of an accusation: those are fetched by the people of their room.</summary>
public sealed record ShowBoard(DateOnly On, string Venue, ReceptionState State, IReadOnlyList<ShowBoard.Line> Rooms)
{
    /// <param name="Now">Called into the room.</param>
    /// <param name="Next">Waiting, in the order in which they will be called.</param>
    public sealed record Line(short Number, string Name, IReadOnlyList<int> Now, IReadOnlyList<int> Next);

    private const int MostNext = 12;

    public static async Task<Result<ShowBoard>> Handle(Id<Reception> id, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.View) is { } no)
        {
            return no;
        }
        if (await FindReceptions.Public(db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        var rooms = await db.ReceptionRooms.AsNoTracking().Where(r => r.Reception == id).OrderBy(r => r.Number).Select(r => new { r.Number, r.Name }).ToListAsync(ct);
        var queue = await db.ReceptionCases.AsNoTracking().Where(c => c.Reception == id && (c.State == CaseState.Waiting || c.State == CaseState.Called) && db.Voices.Any(v => v.Id == c.Voice && v.State != VoiceState.Withdrawn && v.Kind != VoiceKind.Accusation))
            .OrderBy(c => c.ArrivedAt).ThenBy(c => c.Number).Select(c => new { c.Room, c.Number, c.State }).ToListAsync(ct);
        return new ShowBoard(day.On, day.Venue, day.State, [.. rooms.Select(r => new Line(r.Number, r.Name,
            [.. queue.Where(c => c.Room == r.Number && c.State == CaseState.Called).Select(c => c.Number)], [.. queue.Where(c => c.Room == r.Number && c.State == CaseState.Waiting).Select(c => c.Number).Take(MostNext)]))]);
    }
}
