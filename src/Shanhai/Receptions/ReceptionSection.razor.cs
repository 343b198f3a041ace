using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

public partial class ReceptionSection
{
    private const int Most = 5;

    public sealed record Shown(PlaceCode Place, int Held, IReadOnlyList<FindReceptions.Row> Coming);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere _, IServiceProvider services, CancellationToken ct)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var (today, year) = (ChinaDay.Today(clock), new DateOnly(ChinaDay.Today(clock).Year, 1, 1));
        var counts = await FindReceptions.Public(db).Where(r => r.On >= year).Within(new([place]), r => r.Place).GroupBy(_ => 1)
            .Select(g => new { Held = g.Count(r => r.State == ReceptionState.Closed), Coming = g.Count(r => r.On >= today && r.State < ReceptionState.Closed) }).SingleOrDefaultAsync(ct);
        if (counts is null or { Held: 0, Coming: 0 })
        {
            return null;
        }
        var coming = await FindReceptions.Handle(new() { Under = place, Size = Most }, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), db, view.Actor, clock, ct);
        return PlaceSection.Show<ReceptionSection>(new Shown(place, counts.Held, coming.Value.Rows));
    }
}
