using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>Whether what is shown rests on simulated figures: then the page carries the banner. Real and simulated figures never share a place.</summary>
internal static class Simulated
{
    public static async Task<bool> At(PlaceCode? place, Period period, Catalogue catalogue, Db db, CancellationToken ct)
    {
        var batches = await db.Batches.AsNoTracking().Where(b => b.Source == SourceKind.Simulated).Select(b => b.Number).ToListAsync(ct);
        if (place is not { } shown || batches.Count == 0)
        {
            return false;
        }
        var (indicators, key, code) = (catalogue.All.Select(i => i.Id).ToList(), period.Key, shown.Value);
        return await db.Facts.AsNoTracking().AnyAsync(f => indicators.Contains(f.Indicator) && f.Period == key && f.Place == code && batches.Contains(f.Batch), ct);
    }
}
