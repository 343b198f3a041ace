using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Notices;

/// <summary>
/// Shows a notice: to anybody as long as it is out; to those who work on it always, with its objections, its earlier rounds and whether the next step may be taken.
/// </summary>
public sealed record ShowNotice(
    Id<Notice> Id, string Matter, Both MatterName, string Title, string Text, NoticeTable Table, PlaceCode Place, string PlaceName, string Body, NoticeState State, short Round,
    IReadOnlyList<NoticeChannel> Channels, string? Where, string? Contact, string? NextStep, Both Term, DateOnly? PostedOn, DateOnly? FirstDay, DateOnly? EndsOn, bool Provisional, bool Runs,
    DateOnly? ObjectUntil, DateOnly? KeptUntil, DateOnly? PublishBy, string? ChangedWhy, string? WithdrawnWhy, Both? Naming, Both Basis, bool NeedsConfirmation, int Objections, int Answered, ShowNotice.Inside? Inner)
{
    public const int MostObjections = 200;

    /// <summary>Whether the ground on which people are named in it, or not, is to be checked against the official text.</summary>
    public bool NamingNeedsConfirmation { get; init; }

    /// <summary>For those who work on it.</summary>
    /// <param name="Waits">Why the next step may not be taken; null: it may.</param>
    public sealed record Inside(
        int Version, NoticeTable Table, IReadOnlyList<Made> All, IReadOnlyList<Earlier> Rounds, Both? Waits, bool MayWrite, bool MayPost, bool MayAnswer, bool TakenDown, string? SubjectKind, Guid? Subject, DateOnly CreatedOn);

    public sealed record Made(Id<Objection> Id, short Round, string Text, bool Anonymous, DateTimeOffset ReceivedAt, DateOnly? AnswerBy, DateTimeOffset? AnsweredAt, string? AnsweredBy, string? Answer, bool? Upheld);

    public sealed record Earlier(short Number, string Title, DateOnly PostedOn, string By, string? Why, DateOnly EndsOn);

    public static async Task<Result<ShowNotice>> Handle(
        Id<Notice> id, MatterCatalogue matters, CurrentTree trees, CurrentRegister places, CurrentDeadlines current, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(NoticesModule.View) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var works = await NoticeSight.Of(actor, tree, NoticesModule.Write).Notices(db).AnyAsync(n => n.Id == id, ct);
        if (await db.Notices.AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, ct) is not { } notice || !works && !notice.IsOut)
        {
            return Problem.Missing("notice.not-found");
        }
        var (register, deadlines, today, matter) = (await places.Read(db, ct), await current.Read(db, ct), ChinaDay.Today(clock), matters.Find(notice.Matter)!);
        var running = notice.Clock is { } at ? await db.Clocks.AsNoTracking().FirstAsync(c => c.Id == at, ct) : null;
        var rule = deadlines.InForce(matter.Rule, notice.Place, running?.StartedOn ?? today);
        var ends = running?.DueOn;
        var counts = await db.Objections.Where(o => o.Notice == id).GroupBy(o => o.AnsweredAt != null).Select(g => new { Answered = g.Key, Count = g.Count() }).ToListAsync(ct);
        var until = running is null ? null
            : matter.Objection is { } right && deadlines.InForce(right, notice.Place, running.StartedOn) is { } row ? deadlines.Reckon(row, running.StartedOn).Due : ends;
        var runs = notice.State == NoticeState.Posted && today <= ends;
        // What stays on the board is not repeated to the web; there one can only object. What was withdrawn keeps its reason alone.
        var told = works || notice.OnWeb && notice.State != NoticeState.Withdrawn;
        var changed = notice.Round > 1 ? await db.NoticeRounds.Where(r => r.Notice == id && r.Number == notice.Round).Select(r => r.Why).FirstOrDefaultAsync(ct) : null;
        return new ShowNotice(id, matter.Code, matter.Name, notice.Title, told ? notice.Text : "", NoticeTable.Read(told ? notice.Shown : null), notice.Place, register.NameOf(notice.Place),
            tree.Find(notice.Body)?.Name ?? "", notice.State, notice.Round, ChannelsOf(notice), notice.Where, notice.Contact, notice.NextStep,
            TermWords.Of(Kernel.Term.Parse(running?.Term ?? notice.Term ?? rule?.Term.ToString() ?? "1 nd")), running?.StartedOn, running?.StartedOn.AddDays(1), ends, running?.Provisional == true, runs,
            notice.State == NoticeState.Posted ? until : null, notice.KeptUntil, PublishedBy(notice, matter, deadlines), changed, notice.WithdrawnWhy, matter.Naming?.Why, rule?.Basis ?? new("", ""),
            rule?.Mark.NeedsConfirmation == true, counts.Sum(c => c.Count), counts.Where(c => c.Answered).Sum(c => c.Count),
            works ? await InsideOf(notice, matter, ends, today, tree, vault, db, actor, ct) : null)
        {
            NamingNeedsConfirmation = matter.Naming?.Mark.NeedsConfirmation == true,
        };
    }

    internal static IReadOnlyList<NoticeChannel> ChannelsOf(Notice n) =>
        [.. new[] { (n.OnBoard, NoticeChannel.Board), (n.OnWeb, NoticeChannel.Web), (n.InMedia, NoticeChannel.Media) }.Where(c => c.Item1).Select(c => c.Item2)];

    private static DateOnly? PublishedBy(Notice notice, Matter matter, Deadlines deadlines) =>
        notice.EventOn is { } happened && matter.PublishBy is { } code && deadlines.InForce(code, notice.Place, happened) is { } rule ? deadlines.Reckon(rule, happened).Due : null;

    private static async Task<Inside> InsideOf(Notice notice, Matter matter, DateOnly? ends, DateOnly today, OrganisationTree tree, Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        var made = await db.Objections.AsNoTracking().Where(o => o.Notice == notice.Id).OrderBy(o => o.AnsweredAt != null).ThenBy(o => o.Id).Take(MostObjections)
            .Select(o => new Made(o.Id, o.Round, o.Text, o.Box == null, o.ReceivedAt, db.Clocks.Where(c => c.Id == o.Clock).Select(c => (DateOnly?)c.DueOn).FirstOrDefault(),
                o.AnsweredAt, o.AnsweredBy, o.Answer, o.Upheld)).ToListAsync(ct);
        var rounds = await (from r in db.NoticeRounds.AsNoTracking() join c in db.Clocks on r.Clock equals c.Id where r.Notice == notice.Id orderby r.Number descending
                            select new Earlier(r.Number, r.Title, r.PostedOn, r.By, r.Why, c.DueOn)).ToListAsync(ct);
        var grounds = (await MayProceed.Of([notice.Id], db, ct))[notice.Id];
        async Task<bool> May(string verb) => actor.May(verb) && await NoticeSight.Of(actor, tree, verb).Notices(db).AnyAsync(n => n.Id == notice.Id, ct);
        return new(notice.Version, Masking.Inner(matter, NoticeContent.RowsOf(notice, vault)), made, rounds, MayProceed.Decide(grounds, today) is { } no ? new(Problems.Title(Language.Chinese, no), Problems.Title(Language.English, no)) : null,
            await May(NoticesModule.Write), await May(NoticesModule.Post), await May(NoticesModule.Answer), notice.TakenDownAt is not null, notice.SubjectKind, notice.Subject, ChinaDay.Of(notice.CreatedAt));
    }
}
