using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>On a village's page: who helps it, and, for those who work there, what it needs. On a page above: how many of its villages are helped.</summary>
public partial class PairingSection
{
    public sealed record Shown(PlaceCode Place, IReadOnlyList<FindPartnerships.Row> Pairs, int Villages, int Count, IReadOnlyList<FindResources.Row>? Needs, bool MayRecord, IReadOnlyList<FindWishes.Open> Campaigns);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere here, IServiceProvider services, CancellationToken ct)
    {
        var (db, clock, actor) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>(), view.Actor);
        if (place.Level == Level.Nation)
        {
            return null;
        }
        var running = Partnership.Running(db, ChinaDay.Today(clock)).AsNoTracking().Within(new([place]), p => p.Village);
        var count = here.Has<Partnership>() ? await running.CountAsync(ct) : 0;
        var village = place.Level == Level.Village;
        var works = village && actor.Area(PairingModule.View).Contains(place);
        var may = village && actor.Area(PairingModule.Resources).Contains(place);
        if (count == 0 && !works)
        {
            return null;
        }
        var pairs = village && count > 0 ? (await FindPartnerships.Handle(new() { Under = place, Size = 100 }, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), db, actor, clock, ct)).Value.Rows : [];
        IReadOnlyList<FindResources.Row>? needs = !works ? null : !here.Has<Resource>() ? []
            : (await FindResources.Handle(new() { Place = place, Size = 200 }, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), db, actor, ct)).Value.Rows;
        return PlaceSection.Show<PairingSection>(new Shown(place, pairs, village ? 1 : await running.Select(p => p.Village).Distinct().CountAsync(ct), count, needs, may, may && here.Has<Campaign>() ? await FindWishes.Campaigns(place, db, ChinaDay.Today(clock), ct) : []));
    }
}
