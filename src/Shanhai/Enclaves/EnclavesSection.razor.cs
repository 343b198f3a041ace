using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

public partial class EnclavesSection
{
    /// <summary>Enclaves in which the place, or villages below it, hold a part: the reader's own and published ones.</summary>
    public sealed record Shown(IReadOnlyList<Held> Held);

    /// <param name="Villages">How many of the place's villages hold a part; null: the place is one.</param>
    public sealed record Held(string Name, string Href, bool Simulated, int? Villages, long Fen, long Received, DateOnly? Ends, long? Before, long? After);

    private const int Most = 6;

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere here, IServiceProvider services, CancellationToken ct)
    {
        // The enclaves of a whole province are a list of their own.
        if (place.Level < Level.County)
        {
            return null;
        }
        var (db, actor, today) = (services.GetRequiredService<Db>(), view.Actor, ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        var mine = actor.May(EnclavesModule.View) ? EnclaveSight.Enclaves(db, actor, EnclavesModule.View).Select(e => e.Id) : db.Enclaves.Where(_ => false).Select(e => e.Id);
        var (tookOver, held, paid) = (here.Has<PlaceMove>(), db.Stakes.Where(s => !s.TakenBack).Within(new([place]), s => s.Place).Select(s => s.Enclave), EnclaveSight.PaidAsSuccessors(db, new([place])));
        var found = await db.Enclaves.AsNoTracking().Where(e => (held.Contains(e.Id) || tookOver && paid.Contains(e.Id)) && (e.Published || mine.Contains(e.Id))).OrderBy(e => e.Id).Take(Most).Select(e => new { Enclave = e, Mine = mine.Contains(e.Id) }).ToListAsync(ct);
        if (found.Count == 0)
        {
            return null;
        }
        var (tree, register) = (await services.GetRequiredService<CurrentTree>().Read(db, ct), await services.GetRequiredService<CurrentRegister>().Read(db, ct));
        var rows = new List<Held>();
        foreach (var one in found)
        {
            // What is published is shown of it as everybody reads it.
            var parts = one.Enclave.Published ? PlaceScope.Everywhere : EnclaveSight.PartsOf(one.Enclave, actor);
            var of = await ShowEnclave.Of(one.Enclave, parts, !one.Mine, tree, register, db, actor, today, ct);
            // What a village took over with another is its own.
            var own = of.Holders.Where(h => !h.IsBody && (place.Contains(h.Place) || register.Standing(h.Place) is { } now && place.Contains(now))).ToList();
            if (own.Count > 0)
            {
                rows.Add(new(of.Name, one.Mine ? $"/enclaves/{of.Id}" : $"/enclaves/published/{of.Id}", of.Simulated, place.Level == Level.Village ? null : own.Count, own.Sum(h => h.Fen), own.Sum(h => h.Received), of.Falls?.Last,
                    own.All(h => h.Before is not null) ? own.Sum(h => h.Before) : null, own.All(h => h.After is not null) ? own.Sum(h => h.After) : null));
            }
        }
        return rows.Count == 0 ? null : PlaceSection.Show<EnclavesSection>(new Shown(rows));
    }
}
