using Microsoft.AspNetCore.Mvc;
using Shanhai.Analytics.Allocation;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Places proposed for those of a batch who wait for one: looked at, decided about one by one, accepted.</summary>
public partial class MatchPage
{
    /// <param name="At">Which form the problem belongs to.</param>
    /// <param name="Of">Null: what was decided cannot be kept together; the problem says so.</param>
    public sealed record Shown(Id<PostBatch> Batch, string BatchName, MatchPosts.Proposed? Of, IReadOnlyList<PostLine> Waiting, int Each, string? At, Problem? Problem, Form Typed, bool Decided)
    {
        public Problem? For(string form) => At == form ? Problem : null;
    }

    public sealed record Form
    {
        public string? Post { get; init; }
        public string? Village { get; init; }
        public string? Will { get; init; }
        public string? Why { get; init; }
        public int? Each { get; init; }
        public int? Version { get; init; }
        public string[]? Pair { get; init; }
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, IFlowSolver Solver, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, Id<PostBatch> id, int? each, string? done, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, each, null, null, new(), done == "decided", with, ct);

    public static async Task<IResult> Decide(View view, Id<PostBatch> id, [FromForm] Form? form, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var village = NamedPlace.Find(form.Village, await with.Places.Read(with.Db, ct), view.Actor, errors, "village");
        var input = new DecideMatch(Id<Post>.TryParse(form.Post, null, out var post) ? post : null, village, form.Will switch { "there" => true, "not-there" => false, _ => null }, form.Why);
        if (form.Will is not ("there" or "not-there" or "take-back"))
        {
            errors.Add("will", "field.required");
        }
        var problem = errors.Refusal ?? (await DecideMatch.Handle(id, input, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/postings/batches/{id}/match?each={form.Each}&done=decided") : await Page(view, id, form.Each, "decide", problem, form, false, with, ct);
    }

    public static async Task<IResult> Accept(View view, Id<PostBatch> id, [FromForm] Form? form, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        var pairs = (form.Pair ?? []).Select(p => p.Split(':') is [var post, var village] && Id<Post>.TryParse(post, null, out var who) && PlaceCode.TryParse(village, out var where) ? new AcceptMatch.Pair(who, where) : null).OfType<AcceptMatch.Pair>().ToList();
        var problem = (await AcceptMatch.Handle(id, new(pairs, form.Version), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/postings/batches/{id}?done=placed") : await Page(view, id, form.Each, "accept", problem, form, false, with, ct);
    }

    private static async Task<IResult> Page(View view, Id<PostBatch> id, int? each, string? at, Problem? problem, Form typed, bool decided, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var batch = await PostingsModule.Open(id, PostingsModule.Plan, with.Db, view.Actor, ct);
        if ((batch.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var found = await MatchPosts.Handle(id, new() { Each = each }, with.Trees, with.Places, with.Solver, with.Db, view.Actor, with.Clock, ct);
        var wrong = problem ?? found.Problem;
        var who = new ShowPostBatch.Filter { Waiting = true, Size = 500 };
        var shown = await ShowPostBatch.Handle(id, who, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        List<PostLine> waiting = shown.Problem is null ? await ShowPostBatch.Rest(shown.Value, who, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct).ToListAsync(ct) : [];
        return Html.Show<MatchPage, Shown>(view, view.Say("postings.match"),
            new(id, batch.Value.Name, found.Problem is null ? found.Value : null, waiting, each ?? 1, problem is null && found.Problem is not null ? "match" : at, wrong, typed, decided),
            wrong?.Status ?? 200);
    }
}
