using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>Approves a plan, in one's own name; with a version, only the plan that was read. Leaders of the body or of one above it may; not whoever has only a key or the program.</summary>
public static class ApproveReception
{
    public sealed record Approved(Id<Reception> Id, string By);

    public static async Task<Result<Approved>> Handle(Id<Reception> id, int? version, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.Approve) is { } no)
        {
            return no;
        }
        if (await ReceptionSight.Of(actor, await trees.Read(db, ct), ReceptionsModule.Approve, db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        if (actor.User is not { } user || actor.Lent is not null)
        {
            return Problem.Refused("reception.approver-unnamed");
        }
        if (version is { } seen && seen != day.Version)
        {
            return Problem.Clash("notice.changed-meanwhile");
        }
        if (day.Approve(user, actor.Name, clock.GetUtcNow()) is { } unfit)
        {
            return unfit;
        }

        db.Record(actor, ReceptionsModule.Approve, ReceptionsModule.SubjectOf(day), new { on = day.On, leader = day.Leader }, day.Place);
        await db.SaveChangesAsync(ct);
        return new Approved(id, actor.Name);
    }
}

/// <summary>
/// Makes an approved day public, by a notice that stands at least three days before it: here always, on boards and in the media where somebody says in which. Officers and
/// leaders of the body may. Too late: refused, with the days.
/// </summary>
/// <param name="Boards">On which boards it hangs; null: on none.</param>
/// <param name="Media">Which newspapers, stations and accounts carry it; null: none does, and the notice claims none.</param>
public sealed record AnnounceReception(string? Boards = null, string? Media = null)
{
    private const int LongestWhere = 140;

    public sealed record Announced(Id<Reception> Id, Id<Notice> Notice, DateOnly NoticeEnds);

    public static async Task<Result<Announced>> Handle(
        Id<Reception> id, AnnounceReception? input, MatterCatalogue matters, CurrentTree trees, CurrentRegister places, CurrentDeadlines current, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        input ??= new();
        var shape = new Errors().Limit(input.Boards, LongestWhere, "boards").Limit(input.Media, LongestWhere, "media").WithoutNumbers(input.Boards, "boards").WithoutNumbers(input.Media, "media");
        if ((actor.Refuses(ReceptionsModule.Announce) ?? shape.Refusal) is { } no)
        {
            return no;
        }
        if (await ReceptionSight.Of(actor, await trees.Read(db, ct), ReceptionsModule.Announce, db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        if (day.State != ReceptionState.Approved)
        {
            return Problem.Clash(day.State == ReceptionState.Planned ? "reception.not-approved" : "reception.announced");
        }
        if (PlanReception.TooLate(await current.Read(db, ct), matters, day.Place, day.On, ChinaDay.Today(clock)) is { } late)
        {
            return late;
        }

        await using var writing = await db.BeginWriting(ct);
        var rooms = await db.ReceptionRooms.AsNoTracking().Where(r => r.Reception == id).OrderBy(r => r.Number).ToListAsync(ct);
        var drafted = await DraftNotice.Handle(new(PlanReception.NoticeMatter, day.Body, day.Place, Words(day, rooms, input.Channels, input.Where)) { Subject = (ReceptionsModule.Subject, day.Id.Value) },
            matters, trees, places, current, vault, db, actor, clock, ct);
        if (drafted.Problem is { } unwritten)
        {
            return unwritten;
        }
        var posted = await PostNotice.Handle(drafted.Value.Id, new(), matters, trees, current, db, actor, clock, ct);
        if (posted.Problem is { } unposted)
        {
            return unposted;
        }
        (day.State, day.Notice) = (ReceptionState.Announced, drafted.Value.Id);
        day.Version++;
        db.Record(actor, ReceptionsModule.Announce, ReceptionsModule.SubjectOf(day), new { notice = drafted.Value.Id.ToString() }, day.Place);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Announced(id, drafted.Value.Id, posted.Value.EndsOn);
    }

    private IReadOnlyList<NoticeChannel> Channels =>
        [NoticeChannel.Web, .. new[] { (NoticeChannel.Board, Boards), (NoticeChannel.Media, Media) }.Where(c => !string.IsNullOrWhiteSpace(c.Item2)).Select(c => c.Item1)];

    private string? Where => string.Join('；', new[] { Boards, Media }.Where(w => !string.IsNullOrWhiteSpace(w)).Select(w => w!.Trim())) is { Length: > 0 } told ? told : null;

    /// <summary>The notice's own words, as such a notice is written.</summary>
    internal static NoticeContent Words(Reception day, IReadOnlyList<ReceptionRoom> rooms, IReadOnlyList<NoticeChannel> channels, string? where) => new(
        $"{day.On:yyyy年M月d日}领导干部接访公告",
        $"{day.On:yyyy年M月d日}（{day.From:HH\\:mm}—{day.To:HH\\:mm}），{day.Leader}在{day.Venue}接待群众来访。可以提前{(day.Phone is null ? "在网上预约" : "在网上或者打电话预约")}，也可以当天直接到场登记，人数不限，晚到的也接待。")
    {
        Rows = [[$"{day.On:yyyy年M月d日} {day.From:HH\\:mm}—{day.To:HH\\:mm}", day.Venue, day.Leader, Cut(string.Join("、", rooms.Select(r => r.Name)))]],
        Channels = channels, Where = where, Contact = day.Phone, NextStep = $"{day.On:yyyy年M月d日}接访",
    };

    // Sixty rooms do not fit into a cell; the day's own page has them all.
    private static string Cut(string text) => text.Length > Masking.LongestCell ? text[..(Masking.LongestCell - 1)] + "…" : text;
}

/// <summary>
/// Another leader comes than was planned. While the notice can still stand its days anew it is changed and begins again; after that the day's page says who
/// comes instead of whom and why, and the day is held. Officers and leaders of the body may.
/// </summary>
public sealed record ReplaceLeader(string? Post, string? Name, string? Why)
{
    public sealed record Replaced(Id<Reception> Id, string Leader, bool NoticeAgain);

    public static async Task<Result<Replaced>> Handle(
        Id<Reception> id, ReplaceLeader input, MatterCatalogue matters, CurrentTree trees, CurrentDeadlines current, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var shape = new Errors().Require(input.Post, "post").Limit(input.Post, 100, "post").Require(input.Name, "name").Limit(input.Name, 60, "name").Require(input.Why, "why", "notice.say-why").Limit(input.Why, 300, "why")
            .WithoutNumbers(input.Post, "post").WithoutNumbers(input.Name, "name").WithoutNumbers(input.Why, "why");
        if ((actor.Refuses(ReceptionsModule.Announce) ?? shape.Refusal) is { } no)
        {
            return no;
        }
        if (await ReceptionSight.Of(actor, await trees.Read(db, ct), ReceptionsModule.Announce, db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        if (day.Replace(input.Post!.Trim(), input.Name!.Trim(), input.Why!.Trim()) is { } over)
        {
            return over;
        }

        await using var writing = await db.BeginWriting(ct);
        db.Record(actor, ReceptionsModule.Announce, ReceptionsModule.SubjectOf(day), new { instead = day.LeaderBefore }, day.Place);
        await db.SaveChangesAsync(ct);
        var again = day.State == ReceptionState.Announced && PlanReception.TooLate(await current.Read(db, ct), matters, day.Place, day.On, ChinaDay.Today(clock)) is null;
        if (again)
        {
            var rooms = await db.ReceptionRooms.AsNoTracking().Where(r => r.Reception == id).OrderBy(r => r.Number).ToListAsync(ct);
            var standing = day.Notice!.Value;
            var notice = await db.Notices.AsNoTracking().FirstAsync(n => n.Id == standing, ct);
            var changed = await ChangeNotice.Handle(standing, new(AnnounceReception.Words(day, rooms, ShowNotice.ChannelsOf(notice), notice.Where), input.Why.Trim()), matters, trees, current, vault, db, actor, clock, ct);
            if (changed.Problem is { } unchanged)
            {
                return unchanged;
            }
        }
        await writing.Commit(ct);
        return new Replaced(id, day.Leader, again);
    }
}

/// <summary>Calls a day off, with the reason; its notice is withdrawn with it, and those who booked keep their voices. Officers and leaders of the body may.</summary>
public sealed record CancelReception(string? Why)
{
    public sealed record Cancelled(Id<Reception> Id);

    public static async Task<Result<Cancelled>> Handle(Id<Reception> id, CancelReception input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(ReceptionsModule.Announce) ?? new Errors().Require(input.Why, "why", "notice.say-why").Limit(input.Why, 300, "why").WithoutNumbers(input.Why, "why").Refusal) is { } no)
        {
            return no;
        }
        if (await ReceptionSight.Of(actor, await trees.Read(db, ct), ReceptionsModule.Announce, db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } day)
        {
            return Problem.Missing("reception.not-found");
        }
        if (day.Cancel(input.Why!.Trim()) is { } unfit)
        {
            return unfit;
        }

        await using var writing = await db.BeginWriting(ct);
        db.Record(actor, ReceptionsModule.Announce, ReceptionsModule.SubjectOf(day), new { cancelled = true }, day.Place);
        await db.SaveChangesAsync(ct);
        if (day.Notice is { } notice && (await WithdrawNotice.Handle(notice, new(input.Why), trees, db, actor, clock, ct)).Problem is { } unwithdrawn && unwithdrawn.Code != "notice.over")
        {
            return unwithdrawn;
        }
        await writing.Commit(ct);
        return new Cancelled(id);
    }
}
