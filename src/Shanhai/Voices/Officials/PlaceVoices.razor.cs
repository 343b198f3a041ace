using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Officials;

/// <summary>
/// Voices on the page of a place: counts by state of those the reader may see there. Accusations are never counted, for nobody: the same number for all tells nothing
/// to the people of an accused body.
/// </summary>
public partial class PlaceVoices
{
    public sealed record Shown(PlaceCode Place, int Year, int Open, int Overdue, int Ended, IReadOnlyList<(VoiceState State, int Count)> States);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere _, IServiceProvider services, CancellationToken ct)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var tree = await services.GetRequiredService<CurrentTree>().Read(db, ct);
        var (today, since) = (ChinaDay.Today(clock), clock.GetUtcNow().AddYears(-1));
        var (first, last) = (place.First, place.Last);
        var counts = await Sight.Of(view.Actor, tree, VoicesModule.View).Voices(db).Where(v => v.Kind != VoiceKind.Accusation && v.Place >= first && v.Place <= last && (v.Due < Voice.AtRest || v.ReceivedAt >= since || v.EndedAt >= since))
            .GroupBy(v => v.State).Select(g => new { State = g.Key, Count = g.Count(), Year = g.Count(v => v.ReceivedAt >= since), Ended = g.Count(v => v.EndedAt >= since), Overdue = g.Count(v => v.Due < today) }).ToListAsync(ct);
        return counts.Count == 0 ? null : PlaceSection.Show<PlaceVoices>(new Shown(place, counts.Sum(c => c.Year), counts.Where(c => c.State < VoiceState.Concluded).Sum(c => c.Count), counts.Sum(c => c.Overdue),
            counts.Where(c => c.State >= VoiceState.Concluded && c.State is not (VoiceState.Linked or VoiceState.Withdrawn)).Sum(c => c.Ended), [.. counts.OrderBy(c => c.State).Select(c => (c.State, c.Count))]));
    }
}
