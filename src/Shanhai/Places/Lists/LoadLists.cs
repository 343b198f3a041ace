using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;

namespace Shanhai.Places.Lists;

/// <summary>
/// Loads the lists that ship with the program, each for its jurisdiction, where the register knows their places and the list is not there yet.
/// Officers of the jurisdiction and the console's operator may.
/// </summary>
public static class LoadLists
{
    public sealed record Loaded(int Lists, int Entries);

    // The shape of data/lists/*.json: half-open dates, a mark that says how sure the kinds are.
    private sealed record File(string Code, PlaceCode Jurisdiction, Level Level, Both Title, Both Note, Sureness TypeMark, Dictionary<string, Both> Types, IReadOnlyList<Happening> Events, IReadOnlyList<Member> Members);

    private sealed record Sureness(bool NeedsConfirmation);

    private sealed record Happening(string Date, string Zh);

    private sealed record Member(PlaceCode Code, DateOnly? From, DateOnly? To, string? Type);

    public static async Task<Result<Loaded>> Handle(CurrentRegister current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.List) is { } no)
        {
            return no;
        }
        var register = await current.Read(db, ct);
        var (lists, entries) = (0, 0);
        foreach (var path in Directory.GetFiles(ShippedData.PathOf("lists"), "*.json").Order(StringComparer.Ordinal))
        {
            await using var stream = System.IO.File.OpenRead(path);
            var file = (await JsonSerializer.DeserializeAsync<File>(stream, Json, ct))!;
            if (actor.Refuses(PlacesModule.List, file.Jurisdiction) is not null || register.Find(file.Jurisdiction) < 0
                || await db.NamedLists.AnyAsync(l => l.Jurisdiction == file.Jurisdiction && l.Code == file.Code, ct))
            {
                continue;
            }
            entries += Add(file, register, db, actor, clock);
            lists++;
        }
        if (lists > 0)
        {
            db.Record(actor, PlacesModule.List, "lists", new { lists, entries });
            await RegisterStamp.Raise(db, null, ct);
            await db.SaveChangesAsync(ct);
            current.Written();
        }
        return new Loaded(lists, entries);
    }

    private static int Add(File file, Register register, Db db, Actor actor, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var list = new NamedList
        {
            Id = Id<NamedList>.New(clock), Jurisdiction = file.Jurisdiction, Code = file.Code, NameZh = file.Title.Zh, NameEn = file.Title.En, Level = file.Level, Note = file.Note.Zh,
            MadeBy = actor.Name, MadeAt = now,
        };
        db.NamedLists.Add(list);
        var entries = 0;
        foreach (var member in file.Members.Where(m => register.Find(m.Code) >= 0))
        {
            var listing = new Listing
            {
                Id = Id<Listing>.New(clock), List = list.Id, Place = member.Code, From = member.From, Kind = member.Type is { } type ? file.Types[type].Zh : null,
                Document = Ground(file, member.From) ?? file.Title.Zh, NeedsConfirmation = file.TypeMark.NeedsConfirmation, RecordedBy = actor.Name, RecordedAt = now,
            };
            if (member.To is { } to)
            {
                listing.End(to, Ground(file, to) ?? file.Title.Zh, actor.Name);
            }
            db.Listings.Add(listing);
            entries++;
        }
        return entries;
    }

    private static string? Ground(File file, DateOnly? day) =>
        day is { } on ? file.Events.FirstOrDefault(e => e.Date == on.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))?.Zh : null;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
