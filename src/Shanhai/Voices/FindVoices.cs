using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>Which work a list of voices is for. All but the first hold only what is under way.</summary>
public enum Tray : short { All, Mine, MyUnits, Overdue, DueSoon, Unassigned, New, UnderWay }

/// <summary>
/// Lists voices that the reader may see, the one due first on top: her own work, her unit's, what is overdue or due in some days, what nobody has in hand. Filters by
/// state, kind, subject, place, body, person, channel and days. Never who sent them.
/// </summary>
public sealed record FindVoices
{
    public Tray? Tray { get; init; }
    public VoiceState? State { get; init; }

    /// <summary>True: only those under way; false: only ended ones.</summary>
    public bool? Open { get; init; }
    public VoiceKind? Kind { get; init; }
    public string? Category { get; init; }
    public Channel? Channel { get; init; }
    public PlaceCode? Under { get; init; }
    public Id<Organisation>? Body { get; init; }
    public Guid? Person { get; init; }

    /// <summary>With <see cref="Voices.Tray.DueSoon"/>: within how many days, 7 where it is not said.</summary>
    public int? Within { get; init; }

    /// <summary>Days in China on which it was received, both included.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>Words that must stand in message, wish, spot, reply or opinion, or in the names of place, subject and kind.</summary>
    public string? Text { get; init; }

    /// <summary>due (default; newest first where words are looked for), received, -received.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Voice> Id, string Receipt, int Version, VoiceKind Kind, VoiceState State, Channel Channel, string Category, PlaceCode Place, string PlaceName, string Excerpt, DateTimeOffset ReceivedAt,
        DateOnly? NextDue, bool Provisional, string? Office, string? Holder, Guid? AssignedTo, string? AssignedName, short? Rating, SearchExcerpt? Found = null);

    public const int DaysAhead = 7, MostCounted = 999;
    private const int Excerpt = 80;

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindVoices input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(VoicesModule.View) ?? SearchWords.Validate(input.Text).Refusal) is { } no)
        {
            return no;
        }
        // What was looked for comes newest first.
        input = string.IsNullOrWhiteSpace(input.Text) || input.Sort is not null ? input : input with { Sort = "-received" };
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var size = Math.Clamp(input.Size ?? 50, 1, 200);
        var filedIn = await FiledIn(input, size, db, actor, tree, ChinaDay.Today(clock), ct);
        var rows = await Ordered(Matching(input, db, actor, tree, ChinaDay.Today(clock), filedIn), input).Take(size + 1)
            .Select(v => new
            {
                v.Id, v.Receipt, v.Version, v.Kind, v.State, v.Channel, v.Category, v.Place, Text = v.Text.Substring(0, Excerpt), v.ReceivedAt, v.Due, v.Provisional, v.Office, v.Holder, v.AssignedTo, v.Rating,
                Assigned = db.Users.Where(u => u.Id == v.AssignedTo).Select(u => u.DisplayName).FirstOrDefault(),
            }).ToListAsync(ct);
        var shown = rows.Take(size).Select(v => new Row(v.Id, v.Receipt, v.Version, v.Kind, v.State, v.Channel, v.Category, v.Place,
            register.NameOf(v.Place), v.Text.ReplaceLineEndings(" "), v.ReceivedAt, v.Due < Voice.NoClock ? v.Due : null, v.Provisional,
            NameOf(tree, v.Office), NameOf(tree, v.Holder), v.AssignedTo, v.Assigned, v.Rating)).ToList();
        if (SearchWords.Of(input.Text) is { } words && shown.Count > 0)
        {
            var ids = shown.Select(r => r.Id).ToList();
            var texts = await db.Voices.AsNoTracking().Where(v => ids.Contains(v.Id)).Select(v => new { v.Id, v.Text, v.Wish, v.Where }).ToListAsync(ct);
            var found = await SearchExcerpt.Of(words, [.. texts.Select(t => (t.Id, t.Text, t.Wish, t.Where))], db, ct);
            shown = [.. shown.Select(r => r with { Found = found.GetValueOrDefault(r.Id) })];
        }
        return new Page<Row>(shown, rows.Count > size ? Mark(rows[size - 1].Due, rows[size - 1].Id, input) : null);
    }

    /// <summary>How many there are, each queue on its own: what the tabs above the list say. Nobody works through more than <see cref="MostCounted"/>.</summary>
    public static async Task<IReadOnlyDictionary<Tray, int>> Counts(FindVoices input, Db db, Actor actor, OrganisationTree tree, DateOnly today, CancellationToken ct)
    {
        var last = Soon(input, today);
        var me = actor.User?.Value ?? Guid.Empty;
        var bodies = tree.WithMerged(tree.BodiesOf(actor)).ToList();
        var sight = Sight.Of(actor, tree, VoicesModule.View);
        // Where words are looked for, their index leads.
        IReadOnlyList<IQueryable<Voice>> seen = string.IsNullOrWhiteSpace(input.Text) ? sight.Apart(db) : [sight.Voices(db)];
        // The condition of the index of open voices as it stands there: without it no planner takes it.
        var parts = seen.Select(part => Narrowed(part.Where(v => v.State < VoiceState.Concluded && v.Due < Voice.AtRest), input, sight, db, tree)
            .Select(v => new { v.Id, v.Due, v.State, v.Holder, v.AssignedTo })).ToList();
        // In this order a database looks for doubles only where there may be some.
        var open = parts.Count == 1 ? parts[0] : parts.SkipLast(1).Aggregate((one, other) => one.Union(other)).Concat(parts[^1]);
        var all = await open.GroupBy(_ => 1).Select(g => new
        {
            UnderWay = g.Count(),
            Mine = g.Count(v => v.AssignedTo == me),
            MyUnits = g.Count(v => v.Holder != null && bodies.Contains(v.Holder.Value)),
            Overdue = g.Count(v => v.Due < today),
            DueSoon = g.Count(v => v.Due >= today && v.Due <= last),
            Unassigned = g.Count(v => v.AssignedTo == null),
            New = g.Count(v => v.State == VoiceState.Received),
        }).SingleOrDefaultAsync(ct);
        return new Dictionary<Tray, int>
        {
            [Voices.Tray.UnderWay] = all?.UnderWay ?? 0, [Voices.Tray.Mine] = all?.Mine ?? 0, [Voices.Tray.MyUnits] = all?.MyUnits ?? 0, [Voices.Tray.Overdue] = all?.Overdue ?? 0,
            [Voices.Tray.DueSoon] = all?.DueSoon ?? 0, [Voices.Tray.Unassigned] = all?.Unassigned ?? 0, [Voices.Tray.New] = all?.New ?? 0,
        };
    }

    // The newest months that fill the page already; null: none do, or the order is another.
    private static async Task<IReadOnlyList<int>?> FiledIn(FindVoices input, int size, Db db, Actor actor, OrganisationTree tree, DateOnly today, CancellationToken ct)
    {
        if (SearchWords.Of(input.Text) is null || input.Sort != "-received")
        {
            return null;
        }
        var after = Id<Voice>.TryParse(input.After?.Split('~')[^1], null, out var last) ? last : (Id<Voice>?)null;
        foreach (var months in SearchWords.Stages(after, today))
        {
            if (months is null || await Ordered(Matching(input, db, actor, tree, today, months), input).Take(size + 1).CountAsync(ct) > size)
            {
                return months;
            }
        }
        return null;
    }

    /// <param name="filedIn">Where words are looked for: marks of the only months to look in.</param>
    internal static IQueryable<Voice> Matching(FindVoices input, Db db, Actor actor, OrganisationTree tree, DateOnly today, IReadOnlyList<int>? filedIn = null)
    {
        var sight = Sight.Of(actor, tree, VoicesModule.View);
        return Narrowed(InTray(sight.Voices(db).AsNoTracking(), input, actor, tree, today), input, sight, db, tree, filedIn);
    }

    private static IQueryable<Voice> Narrowed(IQueryable<Voice> query, FindVoices input, Sight sight, Db db, OrganisationTree tree, IReadOnlyList<int>? filedIn = null)
    {
        query = SearchWords.Of(input.Text) is { } words ? words.Among(query, sight, input.Under, filedIn, db) : query;
        query = input.State is { } state ? query.Where(v => v.State == state) : query;
        query = input.Open is { } open ? open ? query.Where(v => v.Due < Voice.AtRest) : query.Where(v => v.Due == Voice.AtRest) : query;
        query = input.Kind is { } kind ? query.Where(v => v.Kind == kind) : query;
        query = string.IsNullOrEmpty(input.Category) ? query : query.Where(v => v.Category == input.Category);
        query = input.Channel is { } channel ? query.Where(v => v.Channel == channel) : query;
        query = input.Under is { } under ? query.Where(v => v.Place >= under.First && v.Place <= under.Last) : query;
        query = input.Person is { } person ? query.Where(v => v.AssignedTo == person) : query;
        if (input.Body is { } body)
        {
            var held = tree.WithMerged([body]).ToList();
            query = query.Where(v => v.Holder != null && held.Contains(v.Holder.Value));
        }
        if (input.From is { } from)
        {
            var at = ChinaDay.StartOf(from).ToUniversalTime();
            query = query.Where(v => v.ReceivedAt >= at);
        }
        if (input.To is { } to)
        {
            var at = ChinaDay.EndOf(to).ToUniversalTime();
            query = query.Where(v => v.ReceivedAt < at);
        }
        return query;
    }

    private static IQueryable<Voice> InTray(IQueryable<Voice> query, FindVoices input, Actor actor, OrganisationTree tree, DateOnly today)
    {
        switch (input.Tray ?? Voices.Tray.All)
        {
            case Voices.Tray.Mine:
                var me = actor.User?.Value ?? Guid.Empty;
                return query.Where(v => v.AssignedTo == me && v.Due < Voice.AtRest);
            case Voices.Tray.MyUnits:
                var bodies = tree.WithMerged(tree.BodiesOf(actor)).ToList();
                return query.Where(v => v.Holder != null && bodies.Contains(v.Holder.Value) && v.Due < Voice.AtRest);
            case Voices.Tray.Overdue:
                return query.Where(v => v.Due < today);
            case Voices.Tray.DueSoon:
                var last = Soon(input, today);
                return query.Where(v => v.Due >= today && v.Due <= last);
            case Voices.Tray.Unassigned:
                return query.Where(v => v.AssignedTo == null && v.Due < Voice.AtRest);
            case Voices.Tray.New:
                return query.Where(v => v.State == VoiceState.Received && v.Due < Voice.AtRest);
            case Voices.Tray.UnderWay:
                return query.Where(v => v.Due < Voice.AtRest);
            default:
                return query;
        }
    }

    private static DateOnly Soon(FindVoices input, DateOnly today) => today.AddDays(Math.Clamp(input.Within ?? DaysAhead, 0, 365));

    private static IQueryable<Voice> Ordered(IQueryable<Voice> query, FindVoices input)
    {
        var after = input.After?.Split('~') is [var key, var id] && Id<Voice>.TryParse(id, null, out var last) ? (Key: key, Id: last) : ((string Key, Id<Voice> Id)?)null;
        if (input.Sort is "received" or "-received")
        {
            // Ids are made in the order of time.
            var up = input.Sort == "received";
            query = after is { } mark ? up ? query.Where(v => v.Id > mark.Id) : query.Where(v => v.Id < mark.Id) : query;
            return up ? query.OrderBy(v => v.Id) : query.OrderByDescending(v => v.Id);
        }
        if (after is { } from && DateOnly.TryParseExact(from.Key, "yyyyMMdd", out var due))
        {
            query = query.Where(v => v.Due >= due && (v.Due > due || v.Id > from.Id));
        }
        return query.OrderBy(v => v.Due).ThenBy(v => v.Id);
    }

    private static string Mark(DateOnly due, Id<Voice> last, FindVoices input) => $"{(input.Sort is "received" or "-received" ? "" : due.ToString("yyyyMMdd", CultureInfo.InvariantCulture))}~{last}";

    private static string? NameOf(OrganisationTree tree, Id<Organisation>? id) => id is { } body ? (tree.Successor(body) ?? tree.Find(body))?.Called : null;
}
