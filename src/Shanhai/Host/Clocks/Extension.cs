namespace Shanhai.Host.Clocks;

/// <summary>
/// More time, as the law allows it: approved by a named person, for a reason, told to the petitioner. There is no way to make one without all three;
/// <see cref="Clock.Extend"/> takes nothing else.
/// </summary>
public sealed record Extension
{
    private Extension(Term term, Id<User> approver, string approverName, string reason, string notice, DateOnly noticeOn) =>
        (Term, Approver, ApproverName, Reason, Notice, NoticeOn) = (term, approver, approverName, reason, notice, noticeOn);

    public const int LongestReason = 1000;

    public Term Term { get; }
    public Id<User> Approver { get; }
    public string ApproverName { get; }
    public string Reason { get; }

    /// <summary>How the petitioner was told: the notice's number, or way and place.</summary>
    public string Notice { get; }
    public DateOnly NoticeOn { get; }

    /// <summary>
    /// The approver is a person who is signed in, never a job, a key or the public; whether she leads the body the caller has checked. Days that lie in the future are refused by
    /// <see cref="Clock.Extend"/>, which knows today.
    /// </summary>
    public static Result<Extension> Of(Actor approver, Term? term, string? reason, string? notice, DateOnly? noticeOn)
    {
        var errors = new Errors()
            .Require(reason, "reason").Limit(reason, LongestReason, "reason")
            .Require(notice, "notice").Limit(notice, 300, "notice")
            .Require($"{noticeOn:yyyy-MM-dd}", "noticeOn")
            .Require(term?.ToString(), "term");
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        return approver is { User: { } person, Lent: null, Door: Door.Web or Door.Api }
            ? new Extension(term!, person, approver.Name, reason!.Trim(), notice!.Trim(), noticeOn!.Value)
            : Problem.Refused("clock.approver-unnamed");
    }
}
