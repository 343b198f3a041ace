using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>Which work a list of voices is for.</summary>
public enum Tray : short { All, Mine, MyUnits, Overdue, DueSoon, Unassigned, New }

/// <summary>
/// Lists voices that the reader may see, the one due first on top: her own work, her unit's, what is overdue or due in some days, what nobody has in hand. Filters by
/// state, kind, subject, place, body, channel, days and words. Never who sent them.
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

    /// <summary>With <see cref="Voices.Tray.DueSoon"/>: within how many days, 7 where it is not said.</summary>
    public int? Within { get; init; }

    /// <summary>Days in China on which it was received, both included.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>due (default) or received.</summary>
    public string? Sort { get; init; }
    public bool? Down { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Voice> Id, string Receipt, VoiceKind Kind, VoiceState State, Channel Channel, string Category, PlaceCode Place, string Excerpt, DateTimeOffset ReceivedAt,
        DateOnly? NextDue, bool Provisional, string? Holder, Guid? AssignedTo, short? Rating);

    private const int Excerpt = 80;

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindVoices input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var size = Math.Clamp(input.Size ?? 50, 1, 200);
        var rows = await Ordered(Matching(input, db, actor, tree, ChinaDay.Today(clock)), input).Take(size + 1)
            .Select(v => new { v.Id, v.Receipt, v.Kind, v.State, v.Channel, v.Category, v.Place, Text = v.Text.Substring(0, Excerpt), v.ReceivedAt, v.NextDue, v.Provisional, v.Holder, v.AssignedTo, v.Rating })
            .ToListAsync(ct);
        var shown = rows.Take(size).Select(v => new Row(v.Id, v.Receipt, v.Kind, v.State, v.Channel, v.Category, v.Place, v.Text.ReplaceLineEndings(" "), v.ReceivedAt, v.NextDue, v.Provisional,
            v.Holder is { } holder ? tree.Find(holder)?.Called : null, v.AssignedTo, v.Rating)).ToList();
        return new Page<Row>(shown, rows.Count > size ? Mark(shown[^1], input) : null);
    }

    /// <summary>How many there are, each queue on its own: what the tabs above the list say.</summary>
    public static async Task<IReadOnlyDictionary<Tray, int>> Counts(FindVoices input, Db db, Actor actor, OrganisationTree tree, DateOnly today, CancellationToken ct)
    {
        var counts = new Dictionary<Tray, int>();
        foreach (var tray in Enum.GetValues<Tray>().Where(q => q != Voices.Tray.All))
        {
            // Nobody works through more than this; beyond it the tab says "999+".
            counts[tray] = await Matching(input with { Tray = tray }, db, actor, tree, today).Take(1000).CountAsync(ct);
        }
        return counts;
    }

    internal static IQueryable<Voice> Matching(FindVoices input, Db db, Actor actor, OrganisationTree tree, DateOnly today)
    {
        var query = InTray(Sight.Of(actor, tree, VoicesModule.View).Voices(db).AsNoTracking(), input, actor, tree, today);
        query = input.State is { } state ? query.Where(v => v.State == state) : query;
        query = input.Open is { } open ? open ? query.Where(v => v.State < VoiceState.Concluded) : query.Where(v => v.State >= VoiceState.Concluded) : query;
        query = input.Kind is { } kind ? query.Where(v => v.Kind == kind) : query;
        query = string.IsNullOrEmpty(input.Category) ? query : query.Where(v => v.Category == input.Category);
        query = input.Channel is { } channel ? query.Where(v => v.Channel == channel) : query;
        query = input.Under is { } under ? query.Where(v => v.Place >= under.First && v.Place <= under.Last) : query;
        query = input.Body is { } body ? query.Where(v => v.Holder == body) : query;
        if (input.From is { } from)
        {
            var at = ChinaDay.EndOf(from.AddDays(-1)).ToUniversalTime();
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
        var bodies = tree.BodiesOf(actor);
        var me = actor.User?.Value ?? Guid.Empty;
        switch (input.Tray ?? Voices.Tray.All)
        {
            case Voices.Tray.Mine:
                return query.Where(v => v.AssignedTo == me && v.State < VoiceState.Concluded);
            case Voices.Tray.MyUnits:
                return query.Where(v => v.Holder != null && bodies.Contains(v.Holder.Value) && v.State < VoiceState.Concluded);
            case Voices.Tray.Overdue:
                return query.Where(v => v.NextDue < today);
            case Voices.Tray.DueSoon:
                var last = today.AddDays(Math.Clamp(input.Within ?? 7, 0, 365));
                return query.Where(v => v.NextDue >= today && v.NextDue <= last);
            case Voices.Tray.Unassigned:
                return query.Where(v => v.AssignedTo == null && v.State < VoiceState.Concluded);
            case Voices.Tray.New:
                return query.Where(v => v.State == VoiceState.Received);
            default:
                return query;
        }
    }

    // Without a date comes last: nothing waits.
    private static readonly DateOnly Never = new(9999, 12, 31);

    private static IQueryable<Voice> Ordered(IQueryable<Voice> query, FindVoices input)
    {
        var after = input.After?.Split('~') is [var key, var id] && Id<Voice>.TryParse(id, null, out var last) ? (Key: key, Id: last) : ((string Key, Id<Voice> Id)?)null;
        if (input.Sort == "received")
        {
            // Ids are made in the order of time.
            query = after is { } mark ? input.Down == false ? query.Where(v => v.Id > mark.Id) : query.Where(v => v.Id < mark.Id) : query;
            return input.Down == false ? query.OrderBy(v => v.Id) : query.OrderByDescending(v => v.Id);
        }
        if (after is { } from && DateOnly.TryParseExact(from.Key, "yyyyMMdd", out var due))
        {
            query = query.Where(v => (v.NextDue ?? Never) > due || (v.NextDue ?? Never) == due && v.Id > from.Id);
        }
        return query.OrderBy(v => v.NextDue ?? Never).ThenBy(v => v.Id);
    }

    private static string Mark(Row last, FindVoices input) => $"{(input.Sort == "received" ? "" : (last.NextDue ?? Never).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture))}~{last.Id}";
}
