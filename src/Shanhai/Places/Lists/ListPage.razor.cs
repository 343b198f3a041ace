using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;

namespace Shanhai.Places.Lists;

/// <summary>One list: who is on it, as of which day, by which document. Officers of its jurisdiction add places and take them off.</summary>
public partial class ListPage
{
    /// <summary>What was typed, as it was typed.</summary>
    public sealed record Form
    {
        public string? Lines { get; init; }
        public string? On { get; init; }
        public string? Document { get; init; }
        public bool? Mistake { get; init; }
    }

    public sealed record Shown(ShowList List, ShowList.FindListings Filter, bool MayKeep, ShowList.Row? Ending, Form Form, Problem? Problem);

    /// <summary>What the address says. A filter that nobody could have meant does not count.</summary>
    public sealed record Address
    {
        public string? On { get; init; }
        public string? Ever { get; init; }
        public string? Q { get; init; }
        public string? After { get; init; }
        public string? Size { get; init; }

        public ShowList.FindListings Filter() => new()
        {
            On = TypedDay.TryRead(On, out var day) ? day : null,
            Ever = Ever is "true" or "on",
            Q = Q,
            After = After,
            Size = int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        };
    }

    private static readonly Form Blank = new();

    public static Task<IResult> Show(
        View view, PlaceCode jurisdiction, string code, [AsParameters] Address address, string? end, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct) =>
        Page(view, jurisdiction, code, address.Filter(), end, Blank, null, current, db, clock, ct);

    public static async Task<IResult> Add(
        View view, PlaceCode jurisdiction, string code, [FromForm] Form? form, CurrentRegister current, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var input = new ListPlaces(form.Lines, TypedDay.Read(form.On, "on", errors), form.Document);
        return (errors.Refusal ?? (await ListPlaces.Handle(jurisdiction, code, input, current, pinyin, db, view.Actor, clock, ct)).Problem) is { } problem
            ? problem.Status is 401 or 403 or 404 ? Html.Refused(view, problem) : await Page(view, jurisdiction, code, new(), null, form, problem, current, db, clock, ct)
            : Html.Go($"/lists/{jurisdiction}/{code}");
    }

    public static async Task<IResult> End(View view, Id<Listing> id, [FromForm] Form? form, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var of = await db.Listings.AsNoTracking().Where(l => l.Id == id).Join(db.NamedLists, l => l.List, l => l.Id, (_, list) => new { list.Jurisdiction, list.Code }).FirstOrDefaultAsync(ct);
        var errors = new Errors();
        var input = new EndListing(TypedDay.Read(form.On, "on", errors), form.Document, form.Mistake == true);
        return (errors.Refusal ?? (await EndListing.Handle(id, input, current, db, view.Actor, ct)).Problem) is { } problem
            ? problem.Status is 401 or 403 or 404 || of is null ? Html.Refused(view, problem)
                : await Page(view, of.Jurisdiction, of.Code, new(), id.ToString(), form, problem, current, db, clock, ct)
            : Html.Go($"/lists/{of!.Jurisdiction}/{of.Code}");
    }

    public static async Task<IResult> Export(
        View view, PlaceCode jurisdiction, string code, [AsParameters] Address address, string? format, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct)
    {
        var filter = address.Filter() with { After = null, Size = 5000 };
        var first = await ShowList.Handle(jurisdiction, code, filter, current, db, view.Actor, clock, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        TableColumn[] columns =
        [
            new(view.Say("places.code"), 16), new(view.Say("places.name"), 20), new(view.Say("places.path"), 40), new(view.Say("list.kind"), 14), new(view.Say("list.field.from"), 12),
            new(view.Say("list.field.end-on"), 12), new(view.Say("list.field.document"), 60), new(view.Say("list.to-confirm"), 10),
        ];
        var rows = Rows(first.Value, filter, current, db, view, clock, ct);
        return TableFile.Of(view, format, view.Say(first.Value.Name), columns, rows, code);
    }

    private static async IAsyncEnumerable<object?[]> Rows(
        ShowList list, ShowList.FindListings filter, CurrentRegister current, Db db, View view, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = list.Places; ;)
        {
            foreach (var r in page.Rows)
            {
                yield return [r.Place.ToString(), r.Name, r.Path, r.Kind, r.From, r.To, r.Document, r.NeedsConfirmation ? view.Say("list.to-confirm") : null];
            }
            if (page.Next is not { } next)
            {
                yield break;
            }
            page = (await ShowList.Handle(list.Jurisdiction, list.Code, filter with { After = next }, current, db, view.Actor, clock, ct)).Value.Places;
        }
    }

    private static async Task<IResult> Page(
        View view, PlaceCode jurisdiction, string code, ShowList.FindListings filter, string? end, Form form, Problem? problem, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct)
    {
        var found = await ShowList.Handle(jurisdiction, code, filter, current, db, view.Actor, clock, ct);
        if (found.Problem is { } refused)
        {
            return Html.Refused(view, refused);
        }
        var may = view.Actor.Refuses(PlacesModule.List, jurisdiction) is null;
        var said = problem?.AtField("on");
        return Html.Show<ListPage, Shown>(view, view.Say(found.Value.Name),
            new(found.Value, filter, may, may ? found.Value.Places.Rows.FirstOrDefault(r => r.Id.ToString() == end) : null, form, said), problem?.Status ?? 200);
    }
}
