using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Voices.Failures;

/// <summary>The sanctionable failures: the body's own, which it sees first and answers; those of the bodies below that stand, which the superior judges; and on what each rests.</summary>
public partial class FailuresPage
{
    public sealed record Shown(
        Page<FindFailures.Row> Found, FailureCatalogue Catalogue, DeadlineRule? Grace, string Whose, FailureKind? Kind, bool OnlyOpen, int OwnOpen, int BelowOpen, FindFailures.Row? Acting, string? Words, string? Judgement,
        string? Done, bool MayAct, Problem? Problem);

    public sealed record Reading(CurrentTree Trees, CurrentDeadlines Deadlines, FailureCatalogue Catalogue, Db Db, TimeProvider Clock);

    private sealed record Saying(string? Act = null, string? Done = null, string? Words = null, string? Judgement = null, Problem? Problem = null);

    public static Task<IResult> Show(View view, string? whose, string? kind, string? open, string? act, string? done, string? after, [AsParameters] Reading with, CancellationToken ct) =>
        Answer(view, whose == "below" ? "below" : "own", Enum.TryParse<FailureKind>(kind, out var read) && Enum.IsDefined(read) ? read : null, open is "true" or "on", after, new(act, done), with, ct);

    public static async Task<IResult> Explain(View view, Id<Failure> id, [FromForm] string? words, [AsParameters] Reading with, CancellationToken ct)
    {
        var answered = await AnswerFailure.Handle(id, new(words), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return answered.Problem is { } problem ? await Answer(view, "own", null, false, null, new(id.ToString(), null, words, null, problem), with, ct) : Html.Go("/voices/failures?done=answered");
    }

    public static async Task<IResult> Judge(View view, Id<Failure> id, [FromForm] string? judgement, [FromForm] string? words, [AsParameters] Reading with, CancellationToken ct)
    {
        Judgement? said = Enum.TryParse<Judgement>(judgement, out var read) && Enum.IsDefined(read) ? read : null;
        var judged = await JudgeFailure.Handle(id, new(said, words), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return judged.Problem is { } problem ? await Answer(view, "below", null, false, null, new(id.ToString(), null, words, judgement, problem), with, ct) : Html.Go("/voices/failures?whose=below&done=judged");
    }

    private static async Task<IResult> Answer(View view, string whose, FailureKind? kind, bool open, string? after, Saying saying, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await FindFailures.Handle(new() { Whose = whose, Kind = kind, Open = open ? true : null, After = after }, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        if (saying.Problem is { Status: 401 or 403 or 404 } refused)
        {
            return Html.Refused(view, refused);
        }
        var tree = await with.Trees.Read(with.Db, ct);
        var concern = FindFailures.Concern.Of(view.Actor, tree);
        var grace = (await with.Deadlines.Read(with.Db, ct)).InForce("LAPSE.SUPERIOR", PlaceCode.Nation, ChinaDay.Today(with.Clock));
        // Leaders of a body above judge; everybody who acts for the body itself answers.
        var mayAct = view.Actor.May(VoicesModule.Failed) && (whose != "below" || tree.BodiesOf(view.Actor, Role.Leader).Count > 0);
        FindFailures.Row? acting = null;
        if (mayAct && Id<Failure>.TryParse(saying.Act, null, out var id) && await (whose == "below" ? concern.Below(with.Db) : concern.Own(with.Db)).FirstOrDefaultAsync(f => f.Id == id && f.Judged == null, ct) is { } failure)
        {
            acting = FindFailures.RowOf(failure, null, concern, tree) with { Own = whose != "below" };
        }
        var model = new Shown(found.Value, with.Catalogue, grace, whose, kind, open, await Open(concern.Own(with.Db)), await Open(concern.Below(with.Db)), acting, saying.Words ?? acting?.Answer, saying.Judgement, saying.Done,
            mayAct, saying.Problem);
        return Html.Show<FailuresPage, Shown>(view, view.Say("failure.title"), model, saying.Problem?.Status ?? 200);

        Task<int> Open(IQueryable<Failure> of) => of.CountAsync(f => f.MendedAt == null && f.Judged == null, ct);
    }
}
