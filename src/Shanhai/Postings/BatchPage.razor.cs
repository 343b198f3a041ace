using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>One batch: its posts, the form that enters one, and what else is done with it.</summary>
public partial class BatchPage
{
    /// <param name="At">Which form the problem belongs to.</param>
    public sealed record Shown(ShowPostBatch Of, ShowPostBatch.Filter Filter, string? Done, string? At, Problem? Problem, PostRow Typed)
    {
        public Problem? For(string form) => At == form ? Problem : null;
    }

    public sealed record Form
    {
        public string? Name { get; init; }
        public string? Number { get; init; }
        public string? Sender { get; init; }
        public string? Villages { get; init; }
        public string? Also { get; init; }
        public string? Skills { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }

        public PostRow Row => new(0) { Name = Name, Number = Number, Sender = Sender, Villages = Villages, Also = Also, Skills = Skills, From = From, To = To };
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Vault Vault, Db Db, TimeProvider Clock);

    private static readonly string[] Dones = ["entered", "closed", "imported", "placed"];

    public static Task<IResult> Show(View view, Id<PostBatch> id, [AsParameters] ShowPostBatch.Filter filter, string? done, [AsParameters] Reading with, CancellationToken ct) =>
        Page(view, id, filter with { Size = null }, Dones.Contains(done) ? done : null, null, null, new(0), with, ct);

    public static async Task<IResult> Enter(View view, Id<PostBatch> id, [FromForm] Form? form, [AsParameters] Reading with, CancellationToken ct)
    {
        var typed = (form ?? new()).Row;
        var batch = await PostingsModule.Open(id, PostingsModule.Plan, with.Db, view.Actor, ct);
        var problem = batch.Problem;
        if (problem is null)
        {
            var errors = new Errors();
            var input = new PostReading(batch.Value, await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct), view.Actor.Scope(PostingsModule.Plan)).Read(typed, errors);
            problem = errors.Refusal ?? (await EnterPost.Handle(id, input, with.Trees, with.Places, with.Vault, with.Db, view.Actor, with.Clock, ct)).Problem;
        }
        return problem is null ? Html.Go($"/postings/batches/{id}?done=entered") : await Page(view, id, new(), null, "enter", problem, typed, with, ct);
    }

    /// <summary>The posts of the batch as they are shown: people by surname.</summary>
    public static async Task<IResult> Export(View view, Id<PostBatch> id, [AsParameters] ShowPostBatch.Filter filter, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        filter = filter with { After = null, Size = 500 };
        var first = await ShowPostBatch.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return first.Problem is { } problem ? Html.Refused(view, problem)
            : TableFile.Of(view, format, first.Value.Name, PostTable.Heads(view), ShowPostBatch.Rest(first.Value, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct).Select(p => PostTable.Row(view, p)));
    }

    public static async Task<IResult> Close(View view, Id<PostBatch> id, [AsParameters] Reading with, CancellationToken ct)
    {
        var problem = (await ClosePostBatch.Handle(id, new(), with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/postings/batches/{id}?done=closed") : await Page(view, id, new(), null, "close", problem, new(0), with, ct);
    }

    private static async Task<IResult> Page(View view, Id<PostBatch> id, ShowPostBatch.Filter filter, string? done, string? at, Problem? problem, PostRow typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await ShowPostBatch.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<BatchPage, Shown>(view, found.Value.Name, new(found.Value, filter, done, at, problem, typed), problem?.Status ?? 200);
    }
}
