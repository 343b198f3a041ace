using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Places;

/// <summary>One form for every kind of change: filled in, looked at as a preview of each place that will change, then confirmed.</summary>
public partial class PlaceChangePage
{
    /// <summary>What was typed, as it was typed.</summary>
    public sealed record Form
    {
        public PlaceEventKind Kind { get; init; }
        public string? Place { get; init; }
        public string? With { get; init; }
        public string? Into { get; init; }
        public string? Parts { get; init; }
        public string? Name { get; init; }
        public string? On { get; init; }
        public string? Document { get; init; }
        public string? Note { get; init; }
        public string? Codes { get; init; }
        public string? Step { get; init; }
    }

    public sealed record Shown(Form Form, string? Name, bool HasBelow, IReadOnlyList<Crumb> Crumbs, Problem? Problem, RecordPlaceChange.Recorded? Preview);

    /// <summary>What can happen to a place of a level.</summary>
    public static IEnumerable<PlaceEventKind> KindsFor(Level level) => Enum.GetValues<PlaceEventKind>().Where(k => k != PlaceEventKind.Created && level > Level.Nation);

    public static async Task<IResult> Show(View view, [AsParameters] Form form, CurrentRegister current, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(PlacesModule.Change) is { } no)
        {
            return Html.Refused(view, no);
        }
        return Page(view, await current.Read(db, ct), Enum.IsDefined(form.Kind) ? form : form with { Kind = PlaceEventKind.Created }, null, null, 200);
    }

    public static async Task<IResult> Post(
        View view, [FromForm] Form? form, CurrentRegister current, IEnumerable<PlaceUse> uses, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var register = await current.Read(db, ct);
        var errors = new Errors();
        var change = Read(form, errors);
        if (errors.Refusal is { } unread)
        {
            return Page(view, register, form, unread, null, 422);
        }
        var preview = form.Step != "confirm";
        var done = await RecordPlaceChange.Handle(change, preview, current, uses, pinyin, db, view.Actor, clock, ct);
        if (done.Problem is { } problem)
        {
            return problem.Status is 401 ? Html.Refused(view, problem) : Page(view, register, form, problem, null, problem.Status);
        }
        return preview
            ? Page(view, register, form, null, done.Value, 200)
            : Html.Go($"/places/{change.Into ?? change.Place}?done=changed");
    }

    public static async Task<IResult> Undo(
        View view, Id<PlaceEvent> id, [FromQuery] string place, [FromForm] string? why, CurrentRegister current, IEnumerable<PlaceUse> uses, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        var undone = await UndoPlaceChange.Handle(id, new(why), current, uses, pinyin, db, view.Actor, clock, ct);
        return undone.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Go(PlaceCode.TryParse(place, out var code) && (await current.Read(db, ct)).Find(code) >= 0 ? $"/places/{code}?done=undone" : "/places");
    }

    private static IResult Page(View view, Register register, Form form, Problem? problem, RecordPlaceChange.Recorded? preview, int status)
    {
        var i = PlaceCode.TryParse(form.Place, out var code) ? register.Find(code) : -1;
        var crumbs = i < 0 ? [] : register.Steps(i).Steps.Select(s => new Crumb(s.Name, $"/places/{s.Code}")).Append(new(register.Name(i), $"/places/{code}")).ToList();
        // A problem of the register, not of a field, is said on top as the fields' are.
        var said = problem?.AtField("place");
        return Html.Show<PlaceChangePage, Shown>(view, view.Say("places.kind." + form.Kind),
            new(form, i < 0 ? null : register.Name(i), i >= 0 && register.Below(code).Any(), crumbs, said, preview), status);
    }

    private static PlaceChange Read(Form form, Errors errors) => new()
    {
        Kind = form.Kind,
        Place = Code(form.Place, "place", errors) ?? PlaceCode.Nation,
        On = TypedDay.Read(form.On, "on", errors),
        Document = form.Document,
        Note = form.Note,
        Name = form.Name,
        Into = string.IsNullOrWhiteSpace(form.Into) ? null : Code(form.Into, "into", errors),
        With = [.. Pieces(form.With).Select(c => Code(c, "with", errors)).OfType<PlaceCode>()],
        Parts = [.. Lines(form.Parts).Select(l => Part(l, errors)).OfType<PlaceChange.Part>()],
        Codes = [.. Lines(form.Codes).Select(l => NewCode(l, errors)).OfType<PlaceChange.NewCode>()],
    };

    /// <summary>"330100123201 新村 330100101204 330100101205": code, name, and what lies below it.</summary>
    private static PlaceChange.Part? Part(string line, Errors errors)
    {
        var pieces = Pieces(line);
        return Code(pieces[0], "parts", errors) is { } code
            ? new(code, pieces.ElementAtOrDefault(1) ?? "", [.. pieces.Skip(2).Select(p => Code(p, "parts", errors)).OfType<PlaceCode>()])
            : null;
    }

    private static PlaceChange.NewCode? NewCode(string line, Errors errors)
    {
        var pieces = Pieces(line);
        return pieces.Length == 2 && Code(pieces[0], "codes", errors) is { } old && Code(pieces[1], "codes", errors) is { } now ? new(old, now)
            : pieces.Length == 2 ? null : Wrong(line);

        PlaceChange.NewCode? Wrong(string text)
        {
            errors.Add("codes", "places.change.code-line", text);
            return null;
        }
    }

    private static PlaceCode? Code(string? text, string field, Errors errors)
    {
        if (PlaceCode.TryParse(text, out var code))
        {
            return code;
        }
        errors.Add(field, "places.change.no-code", text);
        return null;
    }

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string[] Pieces(string? text) => (text ?? "").Split([' ', ',', '，', '、', '\t', '\u3000', '→'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
