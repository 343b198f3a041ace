using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

/// <summary>
/// One list with the places on it: today's, those of a day, or all that ever were. Anybody may. <see cref="Places"/> carries at most
/// <see cref="Most"/> rows from <see cref="FindListings.After"/> on.
/// </summary>
public sealed record ShowList(PlaceCode Jurisdiction, string Of, string Code, Both Name, Level Level, string? Note, string MadeBy, DateTimeOffset MadeAt, Page<ShowList.Row> Places)
{
    public const int Most = 100;

    public sealed record Row(
        Id<Listing> Id, PlaceCode Place, string Name, string Path, string? Kind, DateOnly? From, DateOnly? To, string Document, string? EndDocument, bool NeedsConfirmation, string RecordedBy);

    public sealed record FindListings
    {
        /// <summary>The day whose list is shown; null with <see cref="Ever"/>: everything, else today.</summary>
        public DateOnly? On { get; init; }
        public bool? Ever { get; init; }
        public string? Q { get; init; }
        public string? After { get; init; }
        public int? Size { get; init; }
    }

    public static async Task<Result<ShowList>> Handle(
        PlaceCode jurisdiction, string code, [AsParameters] FindListings input, CurrentRegister current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View) is { } no)
        {
            return no;
        }
        var list = await db.NamedLists.AsNoTracking().FirstOrDefaultAsync(l => l.Jurisdiction == jurisdiction && l.Code == code, ct);
        if (list is null)
        {
            return Problem.Missing("list.not-found", code);
        }
        var day = input.On ?? ChinaDay.Today(clock);
        var register = await current.Read(db, ct);
        var listings = await db.Listings.AsNoTracking().Where(l => l.List == list.Id)
            .Where(l => input.Ever == true || ((l.From == null || l.From <= day) && (l.To == null || l.To > day)))
            .OrderBy(l => l.Place).ThenBy(l => l.From).ToListAsync(ct);
        var rows = listings.Select(l => Shown(l, register)).Where(r => Fits(r, input.Q)).ToList();
        var (size, start) = (Math.Clamp(input.Size ?? Most, 1, 5000), rows.FindIndex(r => r.Id.ToString() == input.After) + 1);
        var page = rows.Skip(start).Take(size).ToList();
        return new ShowList(list.Jurisdiction, register.NameOf(list.Jurisdiction), list.Code, list.Name, list.Level, list.Note, list.MadeBy, list.MadeAt,
            new(page, start + page.Count < rows.Count ? page[^1].Id.ToString() : null, rows.Count));
    }

    private static bool Fits(Row row, string? q) =>
        string.IsNullOrWhiteSpace(q) || row.Name.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase) || row.Path.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase)
        || row.Place.ToString().StartsWith(q.Trim(), StringComparison.Ordinal) || row.Kind == q.Trim();

    private static Row Shown(Listing l, Register register) => new(l.Id, l.Place, register.NameOf(l.Place), register.Find(l.Place) is >= 0 and var i ? register.Path(i) : "",
        l.Kind, l.From, l.To, l.Document, l.EndDocument, l.NeedsConfirmation, l.RecordedBy);
}
