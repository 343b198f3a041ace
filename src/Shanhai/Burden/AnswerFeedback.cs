using Microsoft.EntityFrameworkCore;

namespace Shanhai.Burden;

/// <summary>Says what was done about a piece of feedback. System administrators of the place it is about may; of what is about no place, each of them.</summary>
public sealed record AnswerFeedback(string? Answer)
{
    public sealed record Answered(Id<Feedback> Id);

    public Errors Validate() => new Errors().Require(Answer, "answer").Limit(Answer, SendFeedback.Longest, "answer");

    public static async Task<Result<Answered>> Handle(Id<Feedback> id, AnswerFeedback input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((input.Validate().Refusal ?? actor.Refuses(BurdenModule.Answer)) is { } no)
        {
            return no;
        }

        var feedback = await db.Feedback.FirstOrDefaultAsync(f => f.Id == id, ct);
        if (feedback is null || feedback.Place is { } place && !actor.Knows(place, BurdenModule.Answer))
        {
            return Problem.NotFound;
        }
        if (feedback.Reply(input.Answer!.Trim(), actor.Name, clock.GetUtcNow()) is { } clash)
        {
            return clash;
        }

        db.Record(actor, BurdenModule.Answer, "feedback:" + id, place: feedback.Place);
        await db.SaveChangesAsync(ct);
        return new Answered(id);
    }
}
