using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

public partial class ListSection
{
    /// <param name="Through">The place above it that is on the list, where it is not itself.</param>
    public sealed record Entry(PlaceCode Jurisdiction, string Code, Both Name, string? Kind, DateOnly? From, DateOnly? To, bool NeedsConfirmation, string? Through);

    public sealed record Shown(IReadOnlyList<Entry> Entries);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere _, IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        PlaceCode[] line = [place, .. Above(place)];
        var found = await db.Listings.AsNoTracking().Where(l => line.Contains(l.Place)).Join(db.NamedLists, l => l.List, l => l.Id, (entry, list) => new { entry, list })
            .OrderBy(l => l.list.Code).ThenBy(l => l.entry.From).ToListAsync(ct);
        if (found.Count == 0)
        {
            return null;
        }
        var register = await services.GetRequiredService<CurrentRegister>().Read(db, ct);
        return PlaceSection.Show<ListSection>(new Shown([.. found.Select(f => new Entry(f.list.Jurisdiction, f.list.Code, f.list.Name, f.entry.Kind, f.entry.From, f.entry.To, f.entry.NeedsConfirmation,
            f.entry.Place == place ? null : register.NameOf(f.entry.Place)))]));
    }

    private static IEnumerable<PlaceCode> Above(PlaceCode place)
    {
        for (var above = place.Parent; above != PlaceCode.Nation; above = above.Parent)
        {
            yield return above;
        }
    }
}
