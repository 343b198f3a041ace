using Microsoft.EntityFrameworkCore;

namespace Shanhai.Burden;

/// <summary>Lists feedback, the unanswered first, oldest of them on top. System administrators may.</summary>
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
        var query = db.Feedback.AsNoTracking().Where(f => input.Answered == null || f.AnsweredAt != null == input.Answered);
        var rows = await query.OrderBy(f => f.AnsweredAt != null).ThenBy(f => f.SentAt).ThenBy(f => f.Id).Skip(skip).Take(Size + 1)
            .Select(f => new Row(f.Id, f.Page, f.Kind, f.Text, f.Contact, f.SentAt, f.Answer, f.AnsweredBy, f.AnsweredAt)).ToListAsync(ct);
        return new Page<Row>([.. rows.Take(Size)], rows.Count > Size ? $"{skip + Size}" : null, await query.LongCountAsync(ct));
    }
}
