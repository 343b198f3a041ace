using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Projects as a list that is searched, filtered, sorted and exported as it is shown.</summary>
public partial class ProjectsPage
{
    public sealed record Shown(FindProjects Filter, Page<FindProjects.Row> Found, MeasureCatalogue Measures, string? Under, bool MayPlan, Problem? Problem);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Programme { get; init; }
        public string? Measure { get; init; }
        public string? State { get; init; }
        public string? Under { get; init; }
        public string? Late { get; init; }
        public string? Changes { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }

        public FindProjects Filter(Register register, Actor actor, Errors errors) => new()
        {
            Q = Q, Measure = Measure, Sort = Sort, After = After, Late = Late == "true", Changes = Changes == "true", Programme = Id<Programme>.TryParse(Programme, null, out var programme) ? programme : null,
            State = Enum.TryParse<ProjectState>(State, ignoreCase: true, out var state) ? state : null, Under = NamedPlace.Find(Under, register, actor, errors, "under"),
        };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindProjects.Handle(filter, with.Measures, with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<ProjectsPage, Shown>(view, view.Say("programmes.projects"), new(filter, found.Value, with.Measures, address.Under, view.Actor.May(ProgrammesModule.Plan), errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 500 };
        if ((errors.Refusal ?? view.Actor.Refuses(ProgrammesModule.View)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var shown = TableFile.Chosen<FindProjects.Row>(columns, ("name", 30, r => r.Name), ("code", 24, r => r.Code), ("place", 24, r => $"{r.Path} / {r.VillageName}"), ("programme", 30, r => r.ProgrammeName), ("measure", 20, r => view.Say(r.MeasureName)),
            ("from", 12, r => r.From), ("state", 12, r => view.Say("programmes.state." + r.State)), ("budget", 16, r => r.BudgetFen / 100m), ("paid", 16, r => r.PaidFen / 100m), ("earned", 10, r => r.Percent));
        return TableFile.Of(view, format, view.Say("programmes.projects"), [.. shown.Select(c => new TableColumn(view.Say("programmes." + c.Key), c.Width))], Rows(filter, view, with, ct).Select(r => shown.Select(c => c.Value(r)).ToArray()));
    }

    private static async IAsyncEnumerable<FindProjects.Row> Rows(FindProjects filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindProjects.Handle(filter with { After = next }, with.Measures, with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            next = page.Next;
        }
    }
}
