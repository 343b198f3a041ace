using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Villages by class, what the classes are, and the forms that begin an acceptance or set its criteria.</summary>
public partial class ClassesPage
{
    private static readonly string[] Heads = ["village", "village-code", "class", "since", "withdrawn-on"];

    public sealed record Shown(Page<FindClasses.Row> Found, string? Under, string? Kind, string? On, bool Works, bool MayAccept, bool Sent, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public sealed record Address
    {
        public string? Under { get; init; }
        public string? Kind { get; init; }
        public string? On { get; init; }
        public string? After { get; init; }

        /// <summary>A class whose criteria stand in the form to begin with.</summary>
        public string? Begin { get; init; }
    }

    public static Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, address, false, null, Begun(view, address.Begin), with, ct);

    private static Dictionary<string, string?> Begun(View view, string? kind) => ClassKind.Find(kind) is not { Criteria: { } found } of ? []
        : new() { ["class-criteria"] = of.Code, ["criteria-criteria"] = string.Join('\n', found.Select(c => view.Say(c.Text))) };

    public static async Task<IResult> Set(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent, "-criteria");
        var place = NamedPlace.Find(form["place"], await with.Places.Read(with.Db, ct), view.Actor, form.Errors, "place");
        var input = new SetCriteria(form["class"], place, form.Day("from"), form["document"], (form["criteria"] ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var problem = form.Errors.Refusal ?? (await SetCriteria.Handle(input, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go("/classes") : await Page(view, new(), true, form.AtFields(problem), form.All, with, ct);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = Filter(address, await with.Places.Read(with.Db, ct), view.Actor, errors) with { Size = 1000 };
        if (errors.Refusal is { } nowhere)
        {
            return Html.Refused(view, nowhere);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("programmes." + k), 20))];
        return TableFile.Of(view, format, view.Say("programmes.classes"), heads, Rows(filter, view, with, ct));
    }

    private static async IAsyncEnumerable<object?[]> Rows(FindClasses filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindClasses.Handle(filter with { After = next }, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
            foreach (var r in page.Rows)
            {
                yield return [$"{r.Path} / {r.VillageName}", r.Village.ToString(), view.Say(r.ClassName), r.From, r.WithdrawnOn];
            }
            next = page.Next;
        }
    }

    private static FindClasses Filter(Address address, Register register, Actor actor, Errors errors) =>
        new() { Under = NamedPlace.Find(address.Under, register, actor, errors, "under"), Class = address.Kind, On = TypedDay.Read(address.On, "on", errors) };

    private static async Task<IResult> Page(View view, Address address, bool sent, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var errors = new Errors();
        var filter = Filter(address, await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindClasses.Handle(filter with { After = address.After }, with.Places, with.Db, view.Actor, with.Clock, ct);
        problem ??= errors.Refusal;
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ClassesPage, Shown>(view, view.Say("programmes.classes"),
                new(found.Value, address.Under, address.Kind, address.On, view.Actor.May(ProgrammesModule.View), view.Actor.May(ProgrammesModule.Facts), sent, problem, typed), problem?.Status ?? 200);
    }
}
