namespace Shanhai.Burden;

/// <summary>Takes what somebody says about a page of this program. Anybody may, signed in or not.</summary>
public sealed record SendFeedback(string? Page, FeedbackKind? Kind, string? Text, string? Contact)
{
    public const int Longest = 4000;

    public sealed record Sent(Id<Feedback> Id);

    public Errors Validate() => new Errors()
        .Require(Text, "text").Limit(Text, Longest, "text")
        .Require(Kind?.ToString(), "kind")
        .Limit(Contact, 200, "contact");

    public static async Task<Result<Sent>> Handle(SendFeedback input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((input.Validate().Refusal ?? actor.Refuses(BurdenModule.Send)) is { } no)
        {
            return no;
        }

        // The address alone: its query may name people.
        var page = (input.Page ?? "/").Split('?')[0] is var path && path.Length > 300 ? path[..300] : path;
        var feedback = new Feedback
        {
            Id = Id<Feedback>.New(clock),
            Page = page,
            Place = page.Split('/') is [_, "places", var code, ..] && PlaceCode.TryParse(code, out var place) ? place : null,
            Kind = input.Kind!.Value,
            Text = input.Text!.Trim(),
            Contact = input.Contact?.Trim(),
            SentAt = clock.GetUtcNow(),
        };
        db.Feedback.Add(feedback);
        db.Record(actor, BurdenModule.Send, "feedback:" + feedback.Id, place: feedback.Place);
        await db.SaveChangesAsync(ct);
        return new Sent(feedback.Id);
    }
}
