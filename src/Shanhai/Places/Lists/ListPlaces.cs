using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

/// <summary>
/// Puts places on a list, all or none: a line is a code or a name, and after a tab or comma what the place is on the list as. A name that fits
/// several places or none is told with its line; nothing is guessed. Officers of the list's jurisdiction may.
/// </summary>
/// <param name="From">The first day; null: since before the list was kept.</param>
public sealed record ListPlaces(string? Lines, DateOnly? From, string? Document)
{
    private const int Most = 20_000;
    private static readonly char[] Separators = ['\t', ',', '，'];

    public sealed record Done(int Listed);

    private sealed record Entry(PlaceCode Place, string? Kind);

    public Errors Validate() => new Errors().Require(Lines, "lines").Require(Document, "document").Limit(Document, 400, "document");

    public static async Task<Result<Done>> Handle(
        PlaceCode jurisdiction, string code, ListPlaces input, CurrentRegister current, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PlacesModule.List, jurisdiction) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var list = await db.NamedLists.FirstOrDefaultAsync(l => l.Jurisdiction == jurisdiction && l.Code == code, ct);
        if (list is null)
        {
            return Problem.Missing("list.not-found", code);
        }
        var there = await db.Listings.AsNoTracking().Where(l => l.List == list.Id).Select(l => new { l.Place, l.From, l.To }).ToListAsync(ct);
        // Half-open spans overlap where each begins before the other ends; the new one has no end.
        var taken = there.Where(l => l.To is null || input.From is null || input.From < l.To).Select(l => l.Place).ToHashSet();

        var read = Read(input.Lines!, list, taken, await current.Read(db, ct), pinyin);
        if (read.Problem is { } wrong)
        {
            return wrong;
        }
        var now = clock.GetUtcNow();
        db.Listings.AddRange(read.Value.Select(e => new Listing
        {
            Id = Id<Listing>.New(clock), List = list.Id, Place = e.Place, Kind = e.Kind, From = input.From, Document = input.Document!.Trim(), RecordedBy = actor.Name, RecordedAt = now,
        }));
        db.Record(actor, PlacesModule.List, $"list:{jurisdiction}/{code}",
            new { listed = read.Value.Select(e => e.Place.ToString()), from = input.From, document = input.Document!.Trim() }, jurisdiction);
        await RegisterStamp.Raise(db, null, ct);
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Done(read.Value.Count);
    }

    private static Result<List<Entry>> Read(string text, NamedList list, HashSet<PlaceCode> taken, Register register, Pinyin pinyin)
    {
        var (errors, entries, names) = (new Errors(), new List<Entry>(), new Lazy<NameMatch>(() => Names(register, list, pinyin)));
        var lines = text.Split('\n');
        if (lines.Length > Most)
        {
            return errors.Add("lines", "list.too-many-lines", Most).Refusal!;
        }
        for (var at = 0; at < lines.Length; at++)
        {
            var pieces = lines[at].Split(Separators, 2, StringSplitOptions.TrimEntries);
            if (pieces[0].Length == 0)
            {
                continue;
            }
            var kind = pieces.ElementAtOrDefault(1) is { Length: > 0 } words ? words[..Math.Min(words.Length, 60)] : null;
            if (Find(pieces[0], at + 1, list, register, names, errors) is not { } place)
            {
                continue;
            }
            if (!taken.Add(place))
            {
                errors.Add("lines", "list.already-on", at + 1, register.Name(register.Find(place)));
                continue;
            }
            entries.Add(new(place, kind));
        }
        return errors.Refusal is { } refusal ? refusal : entries;
    }

    private static PlaceCode? Find(string text, int line, NamedList list, Register register, Lazy<NameMatch> names, Errors errors)
    {
        if (PlaceCode.TryParse(text, out var code))
        {
            if (register.Find(code) >= 0 && list.Jurisdiction.Contains(code) && code.Level == list.Level)
            {
                return code;
            }
            errors.Add("lines", "list.code-unknown", line, text);
            return null;
        }
        var match = names.Value.Find(text, list.Jurisdiction, list.Level);
        if (match.Place is { } found)
        {
            return found.Code;
        }
        errors.Add("lines", match.Proposals.Count == 0 ? "list.name-unknown" : "list.name-unclear", line, text,
            string.Join(" / ", match.Proposals.Take(4).Select(p => $"{p.Name} {p.Code}")));
        return null;
    }

    private static NameMatch Names(Register register, NamedList list, Pinyin pinyin)
    {
        var (first, end) = register.Slice(list.Jurisdiction);
        return new(Enumerable.Range(first, end - first).Where(i => register.Stands(i) && register.LevelOf(i) == list.Level).Select(i => (register.Code(i), register.Name(i))), pinyin);
    }
}
