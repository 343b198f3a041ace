using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Notices;

public partial class NoticeSection
{
    private const int Most = 5;

    public sealed record Shown(PlaceCode Place, int Running, IReadOnlyList<FindNotices.Row> Newest);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere _, IServiceProvider services, CancellationToken ct)
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var running = await FindNotices.Running(db, ChinaDay.Today(clock)).Within(new([place]), n => n.Place).CountAsync(ct);
        if (running == 0)
        {
            return null;
        }
        var newest = await FindNotices.Handle(new() { Under = place, Size = Most }, services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), db, view.Actor, clock, ct);
        return PlaceSection.Show<NoticeSection>(new Shown(place, running, newest.Value.Rows));
    }
}
