using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>One batch: its posts, the form that enters one, the form that corrects the batch, and what else is done with it.</summary>
public partial class BatchPage
{
    /// <param name="At">Which form the problem belongs to.</param>
    public sealed record Shown(ShowPostBatch Of, ShowPostBatch.Filter Filter, string? Done, string? At, Problem? Problem, PostRow Typed, Correction Batch)
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

    /// <summary>The batch as typed.</summary>
    public sealed record Correction
    {
        public string? BatchName { get; init; }
        public string? BatchFrom { get; init; }
        public string? BatchTo { get; init; }
        public string? BatchDocument { get; init; }
        public string? Why { get; init; }
        public string? Version { get; init; }
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Vault Vault, Db Db, TimeProvider Clock);

    private static readonly string[] Dones = ["entered", "closed", "imported", "placed", "corrected"];

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

    public static async Task<IResult> Correct(View view, Id<PostBatch> id, [FromForm] Correction? form, [AsParameters] Reading with, CancellationToken ct)
    {
        var (typed, errors) = (form ?? new(), new Errors());
        var input = new CorrectPostBatch(typed.BatchName, TypedDay.Read(typed.BatchFrom, "from", errors), TypedDay.Read(typed.BatchTo, "to", errors), typed.BatchDocument, typed.Why,
            int.TryParse(typed.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
        var problem = errors.Refusal ?? (await CorrectPostBatch.Handle(id, input, with.Db, view.Actor, ct)).Problem;
        return problem is null ? Html.Go($"/postings/batches/{id}?done=corrected")
            : await Page(view, id, new(), null, "correct", problem with { Fields = [.. problem.Fields.Select(f => f.Field == "why" ? f : f with { Field = "batch" + char.ToUpperInvariant(f.Field[0]) + f.Field[1..] })] }, new(0), with, ct, typed);
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

    private static async Task<IResult> Page(View view, Id<PostBatch> id, ShowPostBatch.Filter filter, string? done, string? at, Problem? problem, PostRow typed, Reading with, CancellationToken ct, Correction? batch = null)
    {
        with.Db.ChangeTracker.Clear();
        var found = await ShowPostBatch.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<BatchPage, Shown>(view, found.Value.Name, new(found.Value, filter, done, at, problem, typed, batch ?? new()
            {
                BatchName = found.Value.Name, BatchFrom = $"{found.Value.From:yyyy-MM-dd}", BatchTo = $"{found.Value.To:yyyy-MM-dd}", BatchDocument = found.Value.Document, Version = found.Value.Version.ToString(CultureInfo.InvariantCulture),
            }), problem?.Status ?? 200);
    }
}
