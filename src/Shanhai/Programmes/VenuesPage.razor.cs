using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>The register of venues: list, export, and the form that adds one.</summary>
public partial class VenuesPage
{
    private static readonly string[] Heads = ["village", "village-code", "name", "squareMetres", "builtIn", "condition", "use", "checked-on", "funding"];

    public sealed record Shown(FindVenues Filter, Page<FindVenues.Row> Found, string? Under, bool MayRecord, bool Sent, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Under { get; init; }
        public string? Found { get; init; }
        public string? Used { get; init; }
        public string? Small { get; init; }
        public string? Gone { get; init; }
        public string? After { get; init; }

        public FindVenues Filter(Register register, Actor actor, Errors errors) => new()
        {
            Q = Q, Under = NamedPlace.Find(Under, register, actor, errors, "under"), Condition = Enum.TryParse<VenueCondition>(Found, ignoreCase: true, out var condition) ? condition : null,
            Use = Enum.TryParse<VenueUse>(Used, ignoreCase: true, out var use) ? use : null, Small = Small == "true", Closed = Gone == "true", After = After,
        };
    }

    public static Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, address, false, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Record(View view, IFormCollection sent, [AsParameters] Reading with, CancellationToken ct)
    {
        var form = new TypedForm(sent);
        var village = NamedPlace.Find(form["village"], await with.Places.Read(with.Db, ct), view.Actor, form.Errors, "village");
        var input = new RecordVenue(village, form["name"], form.Whole("squareMetres"), form.Day("on"), form.Choice<VenueCondition>("condition"), form.Choice<VenueUse>("use"), form.Whole("builtIn"), form.Number("funding"), null, form["words"]);
        var made = form.Errors.Refusal is { } wrong ? wrong : await RecordVenue.Handle(input, with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? await Page(view, new(), true, problem, form.All, with, ct) : Html.Go($"/venues/{made.Value.Id}");
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 1000 };
        if ((errors.Refusal ?? view.Actor.Refuses(ProgrammesModule.View)) is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("programmes." + k), 18))];
        return TableFile.Of(view, format, view.Say("programmes.venues"), heads, Rows(filter, view, with, ct));
    }

    private static async IAsyncEnumerable<object?[]> Rows(FindVenues filter, View view, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? next = ""; next is not null;)
        {
            var page = (await FindVenues.Handle(filter with { After = next }, with.Places, with.Db, view.Actor, ct)).Value;
            foreach (var r in page.Rows)
            {
                yield return [$"{r.Path} / {r.VillageName}", r.Village.ToString(), r.Name, r.SquareMetres, r.BuiltIn, view.Say("programmes.condition." + r.Condition), view.Say("programmes.use." + r.Use), r.CheckedOn, r.FundingFen / 100m];
            }
            next = page.Next;
        }
    }

    private static async Task<IResult> Page(View view, Address address, bool sent, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindVenues.Handle(filter, with.Places, with.Db, view.Actor, ct);
        problem ??= errors.Refusal;
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<VenuesPage, Shown>(view, view.Say("programmes.venues"), new(filter, found.Value, address.Under, view.Actor.May(ProgrammesModule.Report), sent, problem, typed), problem?.Status ?? 200);
    }
}
