using System.Globalization;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>What seems to be paid for twice, pair by pair with the signs, and the form that says why it is not.</summary>
public partial class DuplicatesPage
{
    // Each pair is two lines, one under the other.
    private static readonly string[] Heads = ["village", "village-code", "code", "project", "programme", "from", "to", "budget", "signs", "why-not"];

    public sealed record Shown(FindDuplicates.Found Found, string? Under, bool Decided, int Skip, bool MayDecide, string? At, Problem? Problem)
    {
        public int? Next => Skip + Found.Pairs.Count < Found.Total && Found.Pairs.Count > 0 ? Skip + Found.Pairs.Count : null;
    }

    public sealed record Address
    {
        public string? Under { get; init; }
        public string? Decided { get; init; }
        public string? Skip { get; init; }
    }

    public static Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, address, null, null, with, ct);

    public static async Task<IResult> Decide(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var of = sent["of"].ToString();
        var form = new TypedForm(sent, "-" + of);
        var ids = of.Split('.');
        Id<Project>? Side(int at) => ids.Length == 2 && Id<Project>.TryParse(ids[at], null, out var id) ? id : null;
        var decided = await DecideDuplicate.Handle(new(Side(0), Side(1), form["why"]), with.Charts, with.Places, with.Db, view.Actor, with.Clock, ct);
        return decided.Problem is { } problem ? await Page(view, new(), of, form.AtFields(problem), with, ct) : Html.Go("/projects/duplicates?decided=true");
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var under = NamedPlace.Find(address.Under, await with.Places.Read(with.Db, ct), view.Actor, errors, "under");
        var found = errors.Refusal is { } nowhere ? nowhere : await FindDuplicates.Read(new() { Under = under, Decided = address.Decided == "true" }, int.MaxValue, with.Charts, with.Places, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        string Signs(FindDuplicates.Pair pair) => string.Join(view.Language == Language.English ? ", " : "、", pair.Signs.Select(s => view.Say("programmes.sign." + s)));
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("programmes." + k), 20))];
        var rows = found.Value.Pairs.SelectMany(p => new[] { p.One, p.Other }, (p, side) => new object?[] { p.VillageName, p.Village.ToString(), side.Code, side.Name, side.Programme, side.From, side.To, side.BudgetFen / 100m, Signs(p), p.NotBecause });
        return TableFile.Of(view, format, view.Say("programmes.duplicates"), heads, rows.ToAsyncEnumerable());
    }

    private static async Task<IResult> Page(View view, Address address, string? at, Problem? problem, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var errors = new Errors();
        var under = NamedPlace.Find(address.Under, await with.Places.Read(with.Db, ct), view.Actor, errors, "under");
        var skip = int.TryParse(address.Skip, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var found = await FindDuplicates.Handle(new() { Under = under, Decided = address.Decided == "true", Skip = skip }, with.Charts, with.Places, with.Db, view.Actor, ct);
        problem ??= errors.Refusal;
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<DuplicatesPage, Shown>(view, view.Say("programmes.duplicates"), new(found.Value, address.Under, address.Decided == "true", skip, view.Actor.May(ProgrammesModule.Decide), at, problem), problem?.Status ?? 200);
    }
}
