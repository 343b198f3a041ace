using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>Tells every process that columns are stale: part of each transaction that writes facts or disputes.</summary>
internal static class FactStamps
{
    public static async Task Bump(Db db, IEnumerable<(int Indicator, int Period)> columns, CancellationToken ct)
    {
        // In one order everywhere, so that two writers wait for each other instead of locking each other out.
        foreach (var (indicator, period) in columns.Distinct().Order())
        {
            var bumped = await db.FactStamps.Where(s => s.Indicator == indicator && s.Period == period)
                .ExecuteUpdateAsync(u => u.SetProperty(s => s.Version, s => s.Version + 1), ct);
            if (bumped == 0)
            {
                await Bulk.Insert(db, "fact_stamps", ["indicator", "period", "version"], [[indicator, period, 1L]], ct);
            }
        }
    }
}
