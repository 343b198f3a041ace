using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices.Figures;

namespace Shanhai.Voices.Signals;

/// <summary>
/// What rises in a reader's area, by the latest run. Counts: officials who see voices, in their area; phrases: those alone who see the area as a whole, since they are words of the voices. The voices behind each are
/// the list of voices with its filter, in which everybody sees her own.
/// </summary>
public sealed record FindSignals
{
    public PlaceCode? Under { get; init; }
    public SignalFamily? Family { get; init; }

    public sealed record Row(Signal Of, string PlaceName, string Path, Both? Subject, string Voices);

    /// <param name="Simulated">Voices invented for a demonstration are among those counted.</param>
    public sealed record Answer(DateOnly? MadeOn, IReadOnlyList<Row> Rows, bool Simulated = false);

    private const int Most = 200;

    public static async Task<Result<Answer>> Handle([AsParameters] FindSignals input, [AsParameters] FindStatistics.With with, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var (db, register) = (with.Db, await with.Places.Read(with.Db, ct));
        var sight = Sight.Of(actor, await with.Trees.Read(db, ct), VoicesModule.View);
        var day = await db.VoiceSignals.MaxAsync(s => (DateOnly?)s.MadeOn, ct);
        var latest = db.VoiceSignals.AsNoTracking().Where(s => s.MadeOn == day);
        latest = input.Under is { } under ? latest.Where(s => s.Place >= under.First && s.Place <= under.Last) : latest;
        latest = input.Family is { } family ? latest.Where(s => s.Family == family) : latest;
        var counts = await latest.Where(s => s.Family != SignalFamily.Phrase).Within(actor.Scope(VoicesModule.View), s => s.Place).OrderBy(s => s.Adjusted).ThenBy(s => s.Id).Take(Most).ToListAsync(ct);
        var phrases = await latest.Where(s => s.Family == SignalFamily.Phrase).Within(sight.Area, s => s.Place).OrderBy(s => s.Adjusted).ThenBy(s => s.Id).Take(Most).ToListAsync(ct);
        return new Answer(day, [.. counts.Concat(phrases).Select(s => new Row(s, Statistics.NameOf(register, s.Place).Zh, register.Find(s.Place) is >= 0 and var at ? register.Path(at) : "",
            s.Category is null ? null : with.Catalogue.Category(s.Category)?.Name, Behind(s)))], await sight.Voices(db).AnyAsync(v => v.Text.StartsWith(Voice.SimulatedMark), ct));
    }

    /// <summary>For everybody: subjects that rise in a county or larger place, where not few; in words.</summary>
    internal static async Task<IReadOnlyList<string>> Public(PlaceCode under, SmallCounts small, CurrentRegister places, VoiceCatalogue catalogue, Db db, View view, CancellationToken ct)
    {
        var day = await db.VoiceSignals.MaxAsync(s => (DateOnly?)s.MadeOn, ct);
        var least = small.Least;
        var found = await db.VoiceSignals.AsNoTracking().Where(s => s.MadeOn == day && s.Family == SignalFamily.Subject && s.Count >= least && s.Place >= under.First && s.Place <= under.Last)
            .OrderBy(s => s.Adjusted).ThenBy(s => s.Id).Take(50).ToListAsync(ct);
        var register = await places.Read(db, ct);
        return [.. found.Where(s => s.Place.Level <= Level.County).Take(10).Select(s => view.Say("voices.rates.rises", Statistics.NameOf(register, s.Place).Zh,
            view.Say(catalogue.Category(s.Category)?.Name ?? new(s.Category!, s.Category!)), StepShape.Iso(s.From), StepShape.Iso(s.To)))];
    }

    private static string Behind(Signal s) => "/voices" + QueryString.Create(new Dictionary<string, string?>
    {
        ["tray"] = "all", ["under"] = s.Place.ToString(), ["from"] = StepShape.Iso(s.From), ["to"] = StepShape.Iso(s.To), ["category"] = s.Category, ["kind"] = s.Kind?.ToString(), ["text"] = s.Phrase,
    }.Where(p => p.Value is not null));
}
