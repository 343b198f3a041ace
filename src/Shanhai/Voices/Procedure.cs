using System.Collections.Frozen;

namespace Shanhai.Voices;

/// <summary>What can be done to a voice. The first part moves it; from <see cref="AddWords"/> on it stays where it is.</summary>
public enum Act : short
{
    File, Register, Transfer, Assign, Object, AgreeObjection, RefuseObjection, Dispute, Accept, ReplyDirectly, NotAccept, Link, Mediate, IssueOpinion, Deliver,
    RequestReview, IssueReview, RequestRecheck, OpenHearing, CloseHearing, IssueRecheck, Conclude, Withdraw, Confine,
    AddWords, Ask, Note, Extend, CoHandle, Hand, Urge, Execute, Rate, FollowUp, Correct, Return, Hear,
}

/// <summary>On whose behalf something is done: the petitioner, the office that keeps the file, the body that must act next, time itself, or a body that helps it.</summary>
public enum Party : short { Petitioner, Office, Holder, Program, Unit }

/// <summary>What a step must say. Each missing part is told at its field.</summary>
[Flags]
public enum Needs : short
{
    Nothing = 0, Words = 1, Reason = 2, Body = 4, Outcome = 8, Facts = 16, Law = 32, Approver = 64, Day = 128, Note = 256, Other = 512, Rating = 1024, Person = 2048, Days = 4096,
}

/// <summary>The letter that goes with a step, in the layout of an official document.</summary>
public enum Letter : short { None, Receipt, Transfer, NotAccepted, Opinion, Review, Recheck, Extension, Reply }

/// <summary>Whose duty or right a clock is.</summary>
public enum Owner : short { Office, Holder, Petitioner }

/// <summary>
/// One allowed transition: who may do it, from where to where, what must be said, which clocks end and which begin, whether the petitioner is told,
/// which letter goes with it, and the article it rests on.
/// </summary>
public sealed record Move(Act Act, Party By, IReadOnlyList<VoiceState> From, VoiceState? To)
{
    public sealed record Start(string Rule, Owner Owner);

    public Needs Needs { get; init; }
    public IReadOnlyList<string> Stops { get; init; } = [];
    public IReadOnlyList<Start> Starts { get; init; } = [];
    public IReadOnlyList<string> Pauses { get; init; } = [];
    public IReadOnlyList<string> Resumes { get; init; } = [];

    /// <summary>The petitioner reads the words of the step; else they stay among officials.</summary>
    public bool Tells { get; init; }
    public Letter Letter { get; init; }

    /// <summary>Only voices of these kinds; null: any.</summary>
    public IReadOnlyList<VoiceKind>? Kinds { get; init; }

    /// <summary>A right that ends with this clock: after its last day the step is refused with the dates.</summary>
    public string? Within { get; init; }

    /// <summary>Article of the Regulations on Petition Work (2022).</summary>
    public string? Article { get; init; }

    public bool Fits(VoiceState state, VoiceKind kind) => From.Contains(state) && (Kinds is null || Kinds.Contains(kind));
}

/// <summary>
/// The procedure of the Regulations on Petition Work (2022) as a table, nothing else: use cases, buttons, clocks, letters and the public description
/// of the procedure all read it. States and acts follow the design's list; articles are those of the Regulations.
/// </summary>
public static class Procedure
{
    public const string Sort = "XF.SORT", Notice = "XF.NOTICE", Objection = "XF.OBJECT", Handle = "XF.HANDLE", Extension = "XF.EXT",
        AskReview = "XF.REVIEW.ASK", DoReview = "XF.REVIEW.DO", AskRecheck = "XF.RECHECK.ASK", DoRecheck = "XF.RECHECK.DO";

    private static readonly VoiceState[] Unsorted = [VoiceState.Received, VoiceState.Registered];
    private static readonly VoiceState[] Sent = [VoiceState.Transferred, VoiceState.Assigned];
    private static readonly VoiceState[] BeforeAcceptance = [VoiceState.Registered, .. Sent];
    private static readonly VoiceState[] Open = [.. Enum.GetValues<VoiceState>().Where(s => s < VoiceState.Concluded)];
    private static readonly VoiceState[] Ended = [.. Enum.GetValues<VoiceState>().Where(s => s >= VoiceState.Concluded)];
    private static readonly VoiceState[] Working = [.. Open.Except([VoiceState.OpinionDelivered, VoiceState.ReviewDelivered])];
    private static readonly VoiceKind[] Appeals = [VoiceKind.Appeal];
    private static readonly string[] FirstClocks = [Sort, Notice, Objection];

    public static readonly IReadOnlyList<Move> Moves =
    [
        new(Act.Register, Party.Office, [VoiceState.Received], VoiceState.Registered) { Article = "22" },
        new(Act.Transfer, Party.Office, Unsorted, VoiceState.Transferred)
            { Needs = Needs.Body, Stops = [Sort], Starts = [new(Notice, Owner.Holder), new(Objection, Owner.Holder)], Tells = true, Letter = Letter.Transfer, Article = "22" },
        new(Act.Assign, Party.Office, Unsorted, VoiceState.Assigned)
            { Needs = Needs.Body, Stops = [Sort], Starts = [new(Notice, Owner.Holder), new(Objection, Owner.Holder)], Tells = true, Letter = Letter.Transfer, Article = "22" },
        new(Act.Object, Party.Holder, Sent, VoiceState.Objected) { Needs = Needs.Note, Within = Objection, Stops = [Objection], Article = "23" },
        new(Act.AgreeObjection, Party.Office, [VoiceState.Objected], VoiceState.Registered) { Article = "23" },
        new(Act.RefuseObjection, Party.Office, [VoiceState.Objected], VoiceState.Transferred) { Needs = Needs.Note, Article = "23" },
        new(Act.Dispute, Party.Holder, [.. Sent, VoiceState.Objected], VoiceState.Disputed) { Needs = Needs.Note | Needs.Body, Article = "24" },
        new(Act.Assign, Party.Holder, [VoiceState.Disputed], VoiceState.Assigned) { Needs = Needs.Body, Starts = [new(Notice, Owner.Holder)], Tells = true, Letter = Letter.Transfer, Article = "24" },
        new(Act.Accept, Party.Holder, BeforeAcceptance, VoiceState.InHandling)
            { Kinds = Appeals, Stops = FirstClocks, Starts = [new(Handle, Owner.Holder)], Tells = true, Letter = Letter.Receipt, Article = "23" },
        new(Act.Accept, Party.Holder, BeforeAcceptance, VoiceState.InHandling)
            { Kinds = [VoiceKind.Suggestion, VoiceKind.Accusation], Stops = FirstClocks, Tells = true, Letter = Letter.Receipt, Article = "23" },
        new(Act.ReplyDirectly, Party.Holder, [.. BeforeAcceptance], VoiceState.Replied) { Needs = Needs.Words, Stops = FirstClocks, Tells = true, Letter = Letter.Reply, Article = "23" },
        new(Act.ReplyDirectly, Party.Holder, [VoiceState.InHandling], VoiceState.Replied)
            { Kinds = [VoiceKind.Suggestion, VoiceKind.Accusation], Needs = Needs.Words, Tells = true, Letter = Letter.Reply, Article = "29–30" },
        new(Act.NotAccept, Party.Holder, BeforeAcceptance, VoiceState.NotAccepted)
            { Needs = Needs.Reason, Stops = FirstClocks, Tells = true, Letter = Letter.NotAccepted, Article = "22, 31" },
        new(Act.Link, Party.Office, [.. Unsorted, .. Sent], VoiceState.Linked) { Needs = Needs.Other, Stops = FirstClocks, Tells = true, Article = "19" },
        new(Act.Mediate, Party.Holder, [VoiceState.InHandling], VoiceState.Mediated) { Kinds = Appeals, Needs = Needs.Words, Stops = [Handle], Tells = true, Article = "33" },
        new(Act.IssueOpinion, Party.Holder, [VoiceState.InHandling], VoiceState.OpinionIssued)
            { Kinds = Appeals, Needs = Needs.Outcome | Needs.Words | Needs.Facts | Needs.Law, Stops = [Handle], Letter = Letter.Opinion, Article = "32" },
        new(Act.Deliver, Party.Holder, [VoiceState.Mediated], VoiceState.Concluded) { Needs = Needs.Day, Tells = true, Article = "33" },
        new(Act.Deliver, Party.Holder, [VoiceState.OpinionIssued], VoiceState.OpinionDelivered)
            { Needs = Needs.Day, Starts = [new(AskReview, Owner.Petitioner)], Tells = true, Article = "32, 35" },
        new(Act.RequestReview, Party.Petitioner, [VoiceState.OpinionDelivered], VoiceState.ReviewRequested)
            { Needs = Needs.Words, Within = AskReview, Stops = [AskReview], Starts = [new(DoReview, Owner.Holder)], Tells = true, Article = "35" },
        new(Act.IssueReview, Party.Holder, [VoiceState.ReviewRequested], VoiceState.ReviewIssued)
            { Needs = Needs.Outcome | Needs.Words | Needs.Facts | Needs.Law, Stops = [DoReview], Letter = Letter.Review, Article = "35" },
        new(Act.Deliver, Party.Holder, [VoiceState.ReviewIssued], VoiceState.ReviewDelivered)
            { Needs = Needs.Day, Starts = [new(AskRecheck, Owner.Petitioner)], Tells = true, Article = "35–36" },
        new(Act.RequestRecheck, Party.Petitioner, [VoiceState.ReviewDelivered], VoiceState.RecheckRequested)
            { Needs = Needs.Words, Within = AskRecheck, Stops = [AskRecheck], Starts = [new(DoRecheck, Owner.Holder)], Tells = true, Article = "36" },
        new(Act.OpenHearing, Party.Holder, [VoiceState.RecheckRequested], VoiceState.InHearing) { Needs = Needs.Words, Pauses = [DoRecheck], Tells = true, Article = "36" },
        new(Act.CloseHearing, Party.Holder, [VoiceState.InHearing], VoiceState.RecheckRequested) { Needs = Needs.Words, Resumes = [DoRecheck], Tells = true, Article = "36" },
        new(Act.IssueRecheck, Party.Holder, [VoiceState.RecheckRequested], VoiceState.RecheckIssued)
            { Needs = Needs.Outcome | Needs.Words | Needs.Facts | Needs.Law, Stops = [DoRecheck], Letter = Letter.Recheck, Article = "36" },
        new(Act.Deliver, Party.Holder, [VoiceState.RecheckIssued], VoiceState.Concluded) { Needs = Needs.Day, Tells = true, Article = "36–37" },
        new(Act.Conclude, Party.Program, [VoiceState.OpinionDelivered, VoiceState.ReviewDelivered], VoiceState.Concluded) { Stops = [AskReview, AskRecheck], Article = "35–36" },
        new(Act.Conclude, Party.Petitioner, [VoiceState.OpinionDelivered, VoiceState.ReviewDelivered], VoiceState.Concluded) { Stops = [AskReview, AskRecheck] },
        new(Act.Confine, Party.Office, [.. Unsorted, .. Sent], VoiceState.Transferred)
            { Kinds = [VoiceKind.Suggestion, VoiceKind.Appeal], Needs = Needs.Note, Stops = FirstClocks, Starts = [new(Notice, Owner.Holder)], Article = "18, 30" },
        new(Act.Withdraw, Party.Petitioner, Open, VoiceState.Withdrawn)
            { Stops = [.. FirstClocks, Handle, AskReview, DoReview, AskRecheck, DoRecheck] },

        new(Act.AddWords, Party.Petitioner, Open, null) { Needs = Needs.Words },
        new(Act.Ask, Party.Holder, Working, null) { Needs = Needs.Words, Tells = true },
        new(Act.Note, Party.Holder, [.. Open, .. Ended], null) { Needs = Needs.Note },
        new(Act.Note, Party.Unit, Working, null) { Needs = Needs.Note, Article = "24" },
        new(Act.Extend, Party.Holder, [VoiceState.InHandling], null)
            { Kinds = Appeals, Needs = Needs.Words | Needs.Approver | Needs.Days, Tells = true, Letter = Letter.Extension, Article = "34" },
        new(Act.CoHandle, Party.Holder, Working, null) { Needs = Needs.Body, Article = "24" },
        new(Act.Hand, Party.Holder, Working, null) { Needs = Needs.Person },
        new(Act.Return, Party.Holder, Working, null) { Needs = Needs.Note },
        new(Act.Urge, Party.Office, [.. Working.Except(Unsorted)], null) { Needs = Needs.Note, Article = "38" },
        new(Act.Execute, Party.Holder, [VoiceState.OpinionDelivered, VoiceState.ReviewDelivered, VoiceState.Concluded], null) { Needs = Needs.Words | Needs.Day, Tells = true, Article = "32, 45" },
        new(Act.Rate, Party.Petitioner, Ended, null) { Needs = Needs.Rating, Article = "21" },
        new(Act.FollowUp, Party.Office, Ended, null) { Needs = Needs.Note },
        // Said to her face to face, on a reception day or whenever she comes; whoever sat there writes it down.
        .. new[] { Party.Office, Party.Holder, Party.Unit }.Select(by => new Move(Act.Hear, by, [.. Open.Except(Unsorted), .. Ended], null) { Needs = Needs.Words, Tells = true }),
        new(Act.Correct, Party.Office, Open, null) { Needs = Needs.Note },
    ];

    private static readonly FrozenDictionary<Act, Move[]> ByAct = Moves.GroupBy(m => m.Act).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>The transition that <paramref name="act"/> is for this party in this state; null: not now.</summary>
    public static Move? Find(Act act, VoiceState state, VoiceKind kind, Party party) => Array.Find(ByAct[act], m => m.By == party && m.Fits(state, kind));

    /// <summary>Everything that can be done now by the given parties.</summary>
    public static IEnumerable<Move> Possible(VoiceState state, VoiceKind kind, params IReadOnlyCollection<Party> parties) =>
        Moves.Where(m => parties.Contains(m.By) && m.Fits(state, kind));
}
