using Microsoft.EntityFrameworkCore;

namespace Shanhai.Burden;

/// <summary>
/// Lists feedback, the unanswered first, oldest of them on top. System administrators may: feedback about a place those of the place, feedback
/// about the program as such each of them, because there may be nobody above her in this installation.
/// </summary>
public sealed record FindFeedback(bool? Answered, int? Skip)
{
    private const int Size = 50;

    public sealed record Row(Id<Feedback> Id, string Page, FeedbackKind Kind, string Text, string? Contact, DateTimeOffset SentAt, string? Answer, string? AnsweredBy, DateTimeOffset? AnsweredAt);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindFeedback input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(BurdenModule.Answer) is { } no)
        {
            return no;
        }

        var skip = Math.Max(0, input.Skip ?? 0);
        var query = Seen(db, actor).Where(f => input.Answered == null || f.AnsweredAt != null == input.Answered);
        var rows = await query.OrderBy(f => f.AnsweredAt != null).ThenBy(f => f.SentAt).ThenBy(f => f.Id).Skip(skip).Take(Size + 1)
            .Select(f => new Row(f.Id, f.Page, f.Kind, f.Text, f.Contact, f.SentAt, f.Answer, f.AnsweredBy, f.AnsweredAt)).ToListAsync(ct);
        if (rows.Exists(r => r.Contact is not null))
        {
            await db.RecordReading(actor, "feedback.contacts-seen", "feedback:list", new { seen = rows.Take(Size).Where(r => r.Contact is not null).Select(r => r.Id) }, ct: ct);
        }
        return new Page<Row>([.. rows.Take(Size)], rows.Count > Size ? $"{skip + Size}" : null, await query.LongCountAsync(ct));
    }

    internal static IQueryable<Feedback> Seen(Db db, Actor actor)
    {
        var scope = actor.Scope(BurdenModule.Answer);
        var all = db.Feedback.AsNoTracking();
        return scope.IsEverywhere ? all : all.Where(f => f.Place == null).Concat(all.Where(f => f.Place != null).Within(scope, f => f.Place!.Value));
    }
}
