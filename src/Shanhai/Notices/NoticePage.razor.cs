using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Notices;

/// <summary>One notice: what anybody reads, and for those who work on it its objections, its history and whether the next step may be taken.</summary>
public partial class NoticePage
{
    /// <param name="At">Which form the problem belongs to.</param>
    public sealed record Shown(ShowNotice Notice, Matter Matter, DateOnly Today, string? Done, string? At, Typed? Form, Problem? Problem, Sender? Who)
    {
        public Problem? For(string form) => At == form ? Problem : null;

        /// <summary>The problem, where its form no longer stands on the page: said above, with what was typed.</summary>
        public Problem? Elsewhere => At is null || Stands(At) ? null : Problem;

        private bool Stands(string form) => Notice.Inner is { } inner && form switch
        {
            "post" => inner.MayPost && Notice.State == NoticeState.Draft,
            "withdraw" => inner is { MayPost: true, TakenDown: false } && Notice.State != NoticeState.Withdrawn,
            _ => inner.MayAnswer && inner.All.Any(o => form == "answer:" + o.Id && o.AnsweredAt is null || form == "identity:" + o.Id && !o.Anonymous),
        };
    }

    public sealed record Sender(Id<Objection> Id, OpenObjector.Opened Person);

    public sealed record Typed
    {
        public string? Version { get; init; }
        public string? BoardOn { get; init; }
        public string? Why { get; init; }
        public string? Answer { get; init; }
        public string? Upheld { get; init; }
        public string? Reason { get; init; }

        /// <summary>What stood in the form of a change that came too late.</summary>
        public string? Content { get; init; }
    }

    private static readonly string[] Dones = ["drafted", "changed", "posted", "withdrawn", "answered"];

    public static Task<IResult> Show(View view, Id<Notice> id, string? done, [AsParameters] NoticesPage.Reading with, CancellationToken ct) =>
        Page(view, id, Dones.Contains(done) ? done : null, null, null, null, null, with, ct);

    public static async Task<IResult> Post(View view, Id<Notice> id, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var input = new PostNotice(TypedDay.Read(form.BoardOn, "boardOn", errors), int.TryParse(form.Version, out var version) ? version : null);
        var problem = errors.Refusal ?? (await PostNotice.Handle(id, input, with.Matters, with.Trees, with.Deadlines, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/notices/{id}?done=posted") : await Page(view, id, null, "post", form, problem, null, with, ct);
    }

    public static async Task<IResult> Withdraw(View view, Id<Notice> id, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var done = await WithdrawNotice.Handle(id, new(form.Why), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } problem ? await Page(view, id, null, "withdraw", form, problem, null, with, ct) : Html.Go($"/notices/{id}?done=withdrawn");
    }

    public static async Task<IResult> Answer(View view, Id<Objection> id, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var done = await AnswerObjection.Handle(id, new(form.Answer, bool.TryParse(form.Upheld, out var upheld) ? upheld : null), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return await Back(view, id, done.Problem, "answer:" + id, form, null, with, ct);
    }

    public static async Task<IResult> Identity(View view, Id<Objection> id, [FromForm] Typed? form, [AsParameters] NoticesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var opened = await OpenObjector.Handle(id, new(form.Reason), with.Trees, with.Vault, with.Db, view.Actor, ct);
        return await Back(view, id, opened.Problem, "identity:" + id, form, opened.Problem is null ? new Sender(id, opened.Value) : null, with, ct);
    }

    // An objection that is not hers to answer tells nothing of the notice it belongs to.
    private static async Task<IResult> Back(View view, Id<Objection> id, Problem? problem, string at, Typed form, Sender? who, NoticesPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        with.Db.ChangeTracker.Clear();
        var notice = await with.Db.Objections.AsNoTracking().Where(o => o.Id == id).Select(o => (Id<Notice>?)o.Notice).FirstOrDefaultAsync(ct);
        return notice is not { } found ? Html.Refused(view, problem ?? Problem.NotFound)
            : problem is null && who is null ? Html.Go($"/notices/{found}?done=answered#objections")
            : await Page(view, found, null, at, form, problem, who, with, ct);
    }

    /// <summary>A change that came too late: the notice as it is, with what was typed.</summary>
    internal static Task<IResult> TooLate(View view, Id<Notice> id, Problem problem, string content, NoticesPage.Reading with, CancellationToken ct) =>
        Page(view, id, null, "edit", new() { Content = content }, problem, null, with, ct);

    private static async Task<IResult> Page(View view, Id<Notice> id, string? done, string? at, Typed? form, Problem? problem, Sender? who, NoticesPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        with.Db.ChangeTracker.Clear();
        var shown = await ShowNotice.Handle(id, with.Matters, with.Trees, with.Places, with.Deadlines, with.Vault, with.Db, view.Actor, with.Clock, ct);
        return shown.Problem is { } no
            ? Html.Refused(view, no)
            : Html.Show<NoticePage, Shown>(view, shown.Value.Title, new(shown.Value, with.Matters.Find(shown.Value.Matter)!, ChinaDay.Today(with.Clock), done, at, form, problem, who), problem?.Status ?? 200);
    }
}
