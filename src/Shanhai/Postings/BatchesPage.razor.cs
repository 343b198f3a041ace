using Microsoft.AspNetCore.Mvc;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Batches as a list, and the form that begins one.</summary>
public partial class BatchesPage
{
    public sealed record Shown(Page<FindPostBatches.Row> Found, string? Kind, Form Form, Problem? Problem, bool MayPlan);

    /// <summary>The kind is asked for by another name than the list's filter: no two fields of a page have one.</summary>
    public sealed record Form
    {
        public string? Of { get; init; }
        public string? Name { get; init; }
        public string? Place { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Document { get; init; }
    }

    public static Task<IResult> Show(View view, [AsParameters] FindPostBatches filter, CurrentRegister places, Db db, CancellationToken ct) => Page(view, filter, new(), null, places, db, ct);

    public static async Task<IResult> Create(View view, [FromForm] Form? form, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var place = NamedPlace.Find(form.Place, await places.Read(db, ct), view.Actor, errors, "place");
        var input = new CreatePostBatch(form.Of, form.Name, place, TypedDay.Read(form.From, "from", errors), TypedDay.Read(form.To, "to", errors), form.Document);
        var made = errors.Refusal is { } wrong ? wrong : await CreatePostBatch.Handle(input, places, db, view.Actor, clock, ct);
        return made.Problem is { } problem ? await Page(view, new(), form, problem, places, db, ct) : Html.Go($"/postings/batches/{made.Value.Id}");
    }

    private static async Task<IResult> Page(View view, FindPostBatches filter, Form form, Problem? problem, CurrentRegister places, Db db, CancellationToken ct)
    {
        problem = problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f.Field == "kind" ? f with { Field = "of" } : f)] };
        var found = await FindPostBatches.Handle(filter, places, db, view.Actor, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<BatchesPage, Shown>(view, view.Say("postings.title"), new(found.Value, filter.Kind, form, problem, view.Actor.May(PostingsModule.Plan)), problem?.Status ?? 200);
    }
}
