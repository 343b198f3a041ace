using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>The plans of weak villages as a list: by place and by the body that answers for them; a table of every measure to take away.</summary>
public partial class PlansPage
{
    private static readonly string[] Heads = ["plans.code", "plans.village", "plan.body", "plans.measure", "plan.who", "plan.from", "plan.to", "plan.state", "plans.made"];

    public sealed record Shown(Page<FindPlans.Row> Found, IReadOnlyDictionary<PlaceCode, PlacePath> Paths, string? Under, string? Body, Problem? Problem);

    /// <summary>What the address says. A place and a body may be given by their names.</summary>
    public sealed record Address
    {
        public string? Under { get; init; }
        public string? Body { get; init; }
        public string? After { get; init; }
    }

    /// <summary>What the doors of plans read with.</summary>
    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, MeasureCatalogue Measures, Db Db);

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = await Filter(view, address, with, errors, ct);
        var found = await FindPlans.Handle(filter with { After = address.After, Size = 50 }, with.Trees, with.Db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PlansPage, Shown>(view, view.Say("plans.title"), new(found.Value, await Paths.Of(with.Db, [.. found.Value.Rows.Select(r => r.Place)], ct), address.Under, address.Body, errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = await Filter(view, address, with, errors, ct);
        if ((view.Actor.Refuses(IdentificationModule.View) ?? errors.Refusal) is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] columns = [.. Heads.Select(h => new TableColumn(view.Say(h), 20))];
        return TableFile.Of(view, format, view.Say("plans.title"), columns, Rows(filter, view, with, ct));
    }

    private static async Task<FindPlans> Filter(View view, Address address, Reading with, Errors errors, CancellationToken ct)
    {
        var under = NamedPlace.Find(address.Under, await with.Places.Read(with.Db, ct), view.Actor, errors, "under");
        var body = string.IsNullOrWhiteSpace(address.Body) ? null : FindBody.Of(await with.Trees.Read(with.Db, ct), address.Body, "body", FindBody.Within(view.Actor.Scope(IdentificationModule.View)));
        foreach (var wrong in body?.Problem?.Fields ?? [])
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        return new() { Under = under, Body = body is { Problem: null } ? body.Value.Id : null };
    }

    // A measure a row, so that it can be sorted by who answers for it.
    private static async IAsyncEnumerable<object?[]> Rows(FindPlans filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindPlans.Handle(filter with { After = next, Size = 500 }, with.Trees, with.Db, view.Actor, ct)).Value;
            foreach (var r in page.Rows)
            {
                foreach (var step in r.Steps.DefaultIfEmpty())
                {
                    yield return
                    [
                        r.Place.ToString(), r.Name, PlanBody.Say(view, r.Lead, r.LeadOrganisation, r.Bodies), step is null ? null : with.Measures.Measure(step.Measure) is { } measure ? view.Say(measure) : step.Measure,
                        PlanBody.Say(view, step?.Body, step?.Organisation, r.Bodies), step?.From, step?.To, step is null ? null : view.Say("plan.state." + step.State), DateOnly.FromDateTime(r.MadeAt.ToOffset(ChinaDay.Offset).Date),
                    ];
                }
            }
            next = page.Next;
        }
    }
}
