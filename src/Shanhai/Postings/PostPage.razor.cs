using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>One post: its plan with results, hand-over, recall, extension; the name is opened here, with a reason.</summary>
public partial class PostPage
{
    /// <param name="At">Which form the problem belongs to: its fields end in this word, so that no two of the page have one name.</param>
    /// <param name="Person">The name, once, after it was opened.</param>
    public sealed record Shown(ShowPost Of, string? Done, string? At, Problem? Problem, IReadOnlyDictionary<string, string?> Typed, OpenPerson.Opened? Person)
    {
        public Problem? For(string form) => At == form ? Problem : null;

        public string? Said(string form, string name) => At == form ? Typed.GetValueOrDefault($"{name}-{form}") : null;
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Vault Vault, Db Db, TimeProvider Clock);

    private static readonly string[] Dones = ["planned", "result", "corrected", "recalled", "extended", "carried-on", "handed-over"];

    private static readonly Dictionary<string, string?> Nothing = [];

    public static Task<IResult> Show(View view, Id<Post> id, string? done, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, Dones.Contains(done) ? done : null, null, null, Nothing, null, with, ct);

    public static async Task<IResult> Open(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var opened = await OpenPerson.Handle(id, new(form["reason-name"]), with.Vault, with.Db, view.Actor, ct);
        return await Page(view, id, null, "name", opened.Problem, Typed(form), opened.Problem is null ? opened.Value : null, with, ct);
    }

    public static async Task<IResult> Correct(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await PostingsModule.Standing(id, PostingsModule.Plan, Version(form), with.Db, view.Actor, with.Clock, ct);
        var problem = found.Problem;
        if (problem is null)
        {
            var (errors, batch) = (new Errors(), await with.Db.PostBatches.AsNoTracking().FirstAsync(b => b.Id == found.Value.Batch, ct));
            var meant = new PostReading(batch, await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct), view.Actor.Scope(PostingsModule.Plan))
                .Read(new(0) { Villages = form["villages-correct"], Also = form["also-correct"], From = form["from-correct"], To = form["to-correct"] }, errors);
            var input = new CorrectPost(meant.Villages, meant.From, meant.To, meant.Also ?? "", form["why-correct"], Version(form));
            problem = errors.Refusal ?? (await CorrectPost.Handle(id, input, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        }
        return await Back(view, id, "corrected", "correct", problem, form, with, ct);
    }

    public static async Task<IResult> Recall(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var on = TypedDay.Read(form["on-recall"], "on", errors);
        return await Back(view, id, "recalled", "recall", errors.Refusal ?? (await RecallPost.Handle(id, new(form["why-recall"], on, Version(form)), with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Extend(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var to = TypedDay.Read(form["to-extend"], "to", errors);
        return await Back(view, id, "extended", "extend", errors.Refusal ?? (await ExtendPost.Handle(id, new(to, form["document-extend"], Version(form)), with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Carry(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var input = new CarryPostOn(PlaceCode.TryParse(form["village"], out var village) ? village : null, Version(form));
        return await Back(view, id, "carried-on", "carry", (await CarryPostOn.Handle(id, input, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> HandOver(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var input = new HandOverPost(Id<Post>.TryParse(form["successor-over"], null, out var next) ? next : null, form["items-over"], TypedDay.Read(form["gaveOn-over"], "gaveOn", errors), TypedDay.Read(form["tookOn-over"], "tookOn", errors), Version(form));
        return await Back(view, id, "handed-over", "over", errors.Refusal ?? (await HandOverPost.Handle(id, input, with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Plan(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var input = new PlanTask(form["duty-plan"], PlaceCode.TryParse(form["village-plan"], out var village) ? village : null, form["what-plan"], TypedDay.Read(form["dueOn-plan"], "dueOn", errors));
        return await Back(view, id, "planned", "plan", errors.Refusal ?? (await PlanTask.Handle(id, input, with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Result(View view, Id<Post> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var (of, dropped) = (form["task"].ToString(), form["do"] == "drop");
        string? Said(string field) => form[$"{field}-{of}"];
        if (dropped)
        {
            errors.Require(Said("droppedWhy"), "droppedWhy");
        }
        var input = new RecordTaskResult(Said("result"), dropped ? null : TypedDay.Read(Said("on"), "on", errors), Said("evidence"), dropped ? Said("droppedWhy") : null, Version(form));
        var problem = errors.Refusal ?? (Id<PostTask>.TryParse(of, null, out var task) ? (await RecordTaskResult.Handle(task, input, with.Db, view.Actor, with.Clock, ct)).Problem : Problem.Missing("post.no-task"));
        return await Back(view, id, "result", of, problem, form, with, ct);
    }

    private static int? Version(IFormCollection form) => int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private static Dictionary<string, string?> Typed(IFormCollection form) => form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString());

    private static async Task<IResult> Back(View view, Id<Post> id, string done, string at, Problem? problem, IFormCollection form, Reading with, CancellationToken ct) =>
        problem is null ? Html.Go($"/postings/{id}?done={done}") : await Page(view, id, null, at, problem, Typed(form), null, with, ct);

    private static async Task<IResult> Page(View view, Id<Post> id, string? done, string? at, Problem? problem, IReadOnlyDictionary<string, string?> typed, OpenPerson.Opened? person, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await ShowPost.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        problem = problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = $"{f.Field}-{at}" })] };
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<PostPage, Shown>(view, $"{found.Value.Of.Person} · {found.Value.Of.SenderName}", new(found.Value, done, at, problem, typed, person), problem?.Status ?? 200);
    }
}
