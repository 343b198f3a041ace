using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Programmes as a list, and the form that begins one.</summary>
public partial class ProgrammesPage
{
    /// <param name="Lost">What of the filter is not understood.</param>
    public sealed record Shown(FindProgrammes Filter, Page<FindProgrammes.Row> Found, string? Under, Problem? Lost, IReadOnlyDictionary<string, string?> Typed, Problem? Problem, bool MayPlan);

    /// <summary>What the address says. A place may be given by its name.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Kind { get; init; }
        public string? Under { get; init; }
        public string? After { get; init; }

        public FindProgrammes Filter(Register register, Actor actor, Errors errors) => new() { Q = Q, Kind = Kind, Under = NamedPlace.Find(Under, register, actor, errors, "under"), After = After };
    }

    public static Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, address, new Dictionary<string, string?>(), null, with, ct);

    public static async Task<IResult> Create(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent, "-new");
        var place = NamedPlace.Find(form["place"], await with.Places.Read(with.Db, ct), view.Actor, form.Errors, "place");
        var lead = await ProjectFormPage.Body(form, "lead", with, view.Actor, ct);
        var input = new CreateProgramme(form["kind"], form["code"], form["name"], place, form.Day("from"), form.Day("to"), form["basis"], lead, form.Number("budget"), form["aim"], form.Ticked("public"));
        var made = form.Errors.Refusal is { } wrong ? wrong : await CreateProgramme.Handle(input, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? await Page(view, new(), form.All, form.AtFields(problem), with, ct) : Html.Go($"/programmes/{made.Value.Id}");
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        if ((view.Actor.Refuses(ProgrammesModule.View) ?? errors.Refusal) is { } no)
        {
            return Html.Refused(view, no);
        }
        var shown = TableFile.Chosen<FindProgrammes.Row>(columns, ("name", 30, r => r.Name), ("code", 16, r => r.Code), ("kind", 20, r => view.Say(r.KindName)), ("place", 16, r => r.PlaceName), ("term", 24, r => $"{r.From:yyyy-MM-dd} – {r.To:yyyy-MM-dd}"),
            ("projects", 10, r => r.Projects), ("planned", 18, r => r.PlannedFen / 100m), ("budget", 18, r => r.BudgetFen / 100m), ("public", 8, r => r.Public ? view.Say("programmes.yes") : null));
        static string Head(string key) => "programmes." + (key switch { "name" => "programme", "planned" => "planned-money", "public" => "public-short", _ => key });
        return TableFile.Of(view, format, view.Say("programmes.title"), [.. shown.Select(c => new TableColumn(view.Say(Head(c.Key)), c.Width))],
            Rows(filter with { Size = 500 }, view, with, ct).Select(r => shown.Select(c => c.Value(r)).ToArray()));
    }

    private static async IAsyncEnumerable<FindProgrammes.Row> Rows(FindProgrammes filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindProgrammes.Handle(filter with { After = next }, with.Places, with.Db, view.Actor, ct)).Value;
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            next = page.Next;
        }
    }

    private static async Task<IResult> Page(View view, Address address, IReadOnlyDictionary<string, string?> typed, Problem? problem, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindProgrammes.Handle(filter, with.Places, with.Db, view.Actor, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ProgrammesPage, Shown>(view, view.Say("programmes.title"), new(filter, found.Value, address.Under, errors.Refusal, typed, problem, view.Actor.May(ProgrammesModule.Plan)), (problem ?? errors.Refusal)?.Status ?? 200);
    }
}
