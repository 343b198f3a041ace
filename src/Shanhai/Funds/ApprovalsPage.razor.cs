using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Funds;

/// <summary>What waits for two people, each with all that is approved; approve or refuse.</summary>
public partial class ApprovalsPage
{
    /// <param name="At">Which of them the problem belongs to.</param>
    public sealed record Shown(Page<FindProposals.Row> Found, string? Done, string? At, string? Why, Problem? Problem);

    public sealed record Typed
    {
        public string? Approve { get; init; }
        public string? Why { get; init; }
    }

    private static readonly string[] Dones = ["approved", "posted", "refused", "waits"];

    public static Task<IResult> Show(View view, string? under, string? after, string? done, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        Page(view, PlaceCode.TryParse(under, out var place) ? place : null, after, Dones.Contains(done) ? done : null, null, null, null, with, ct);

    public static async Task<IResult> Post(View view, Id<Proposal> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var decided = await DecideEntry.Handle(id, new(form.Approve == "true", form.Why), with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return decided.Problem is { Status: 401 or 404 } or { Code: Actor.StaleCode } ? AgainPage.Or(view, decided.Problem, "/books/approvals")
            : decided.Problem is { } problem ? await Page(view, null, null, null, id.ToString(), form.Why, problem, with, ct)
            : Html.Go("/books/approvals?done=" + decided.Value.State switch { ProposalState.Posted => "posted", ProposalState.Refused => "refused", _ => "approved" });
    }

    private static async Task<IResult> Page(View view, PlaceCode? under, string? after, string? done, string? at, string? why, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await FindProposals.Handle(new() { Under = under, After = after }, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<ApprovalsPage, Shown>(view, view.Say("funds.approvals"), new(found.Value, done, at, why, problem), problem?.Status ?? 200, found.Value.Rows.Any(r => r.Simulated));
    }
}
