using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Batches as a list that is searched, filtered and exported, and the form that begins one.</summary>
public partial class BatchesPage
{
    /// <param name="Lost">What of the filter could not be read.</param>
    public sealed record Shown(Page<FindPostBatches.Row> Found, Address Asked, Problem? Lost, Form Form, Problem? Problem, bool MayPlan);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Kind { get; init; }
        public string? Under { get; init; }
        public string? Open { get; init; }
        public string? After { get; init; }

        public FindPostBatches Filter(Register register, Actor actor, Errors errors) =>
            new() { Q = Q, Kind = Kind, Under = NamedPlace.Find(Under, register, actor, errors, "under"), Open = Open == "true", After = After };
    }

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

    public static Task<IResult> Show(View view, [AsParameters] Address address, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct) => Page(view, address, new(), null, places, db, clock, ct);

    public static async Task<IResult> Create(View view, [FromForm] Form? form, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var place = NamedPlace.Find(form.Place, await places.Read(db, ct), view.Actor, errors, "place");
        var input = new CreatePostBatch(form.Of, form.Name, place, TypedDay.Read(form.From, "from", errors), TypedDay.Read(form.To, "to", errors), form.Document);
        var made = errors.Refusal is { } wrong ? wrong : await CreatePostBatch.Handle(input, places, db, view.Actor, clock, ct);
        return made.Problem is { } problem ? await Page(view, new(), form, problem, places, db, clock, ct) : Html.Go($"/postings/batches/{made.Value.Id}");
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await places.Read(db, ct), view.Actor, errors) with { After = null, Size = 200 };
        if ((errors.Refusal ?? view.Actor.Refuses(PostingsModule.View)) is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] heads =
        [
            new(view.Say("postings.batch"), 30), new(view.Say("postings.kind"), 20), new(view.Say("postings.place"), 20), new(view.Say("postings.from"), 12), new(view.Say("postings.to"), 12), new(view.Say("postings.document"), 40), new(view.Say("postings.closed"), 12),
            new(view.Say("postings.posts"), 10), new(view.Say("postings.waiting"), 14),
        ];
        return TableFile.Of(view, format, view.Say("postings.title"), heads, Rows(filter, view, places, db, clock, ct));
    }

    private static async IAsyncEnumerable<object?[]> Rows(FindPostBatches filter, View view, CurrentRegister places, Db db, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindPostBatches.Handle(filter with { After = next }, places, db, view.Actor, clock, ct)).Value;
            foreach (var r in page.Rows)
            {
                yield return [r.Name, view.Say(r.KindName), r.PlaceName, r.From, r.To, r.Document, r.ClosedOn, r.Posts, r.Waiting];
            }
            next = page.Next;
        }
    }

    private static async Task<IResult> Page(View view, Address address, Form form, Problem? problem, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        problem = problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f.Field == "kind" ? f with { Field = "of" } : f)] };
        var lost = new Errors();
        var found = await FindPostBatches.Handle(address.Filter(await places.Read(db, ct), view.Actor, lost), places, db, view.Actor, clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<BatchesPage, Shown>(view, view.Say("postings.title"), new(found.Value, address, lost.Refusal, form, problem, view.Actor.May(PostingsModule.Plan)), (problem ?? lost.Refusal)?.Status ?? 200);
    }
}
