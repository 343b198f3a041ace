using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Persistence;
using Shanhai.Indicators;
using Shanhai.Indicators.Import;

namespace Shanhai.Tests.Indicators.Import;

/// <summary>Looks at every trace a batch leaves, and at whether they tell the same story.</summary>
internal sealed class WrittenState(App app)
{
    /// <summary>The batches found so far, numbered without a gap.</summary>
    public int Batches { get; private set; }

    public async Task Check(params int?[] acknowledged)
    {
        var batches = await app.Ask(db => db.Batches.AsNoTracking().Select(b => b.Number).OrderBy(n => n).ToListAsync());
        batches.ShouldBe(Enumerable.Range(1, batches.Count));
        acknowledged.OfType<int>().Except(batches).ShouldBeEmpty("an acknowledged batch is lost");
        foreach (var batch in batches.Skip(Batches))
        {
            await app.Ask(db => Whole(db, batch));
        }
        Batches = batches.Count;
        await app.Ask(Fitting);
    }

    private static async Task<bool> Whole(Db db, int batch)
    {
        var columns = await db.BatchColumns.AsNoTracking().Where(c => c.Batch == batch).ToListAsync();
        columns.ShouldNotBeEmpty($"batch {batch} has no columns");
        var facts = (await db.Facts.AsNoTracking().Where(f => f.Batch == batch).ToListAsync()).OrderBy(f => (f.Indicator, f.Period, f.Place)).ToList();
        facts.GroupBy(f => (f.Indicator, f.Period)).Select(g => (g.Key, g.Count())).ShouldBe(columns.OrderBy(c => (c.Indicator, c.Period)).Select(c => ((c.Indicator, c.Period), c.Figures)), $"batch {batch} is half there");

        var entry = await db.Journal.AsNoTracking().SingleAsync(e => e.Subject == $"batch:{batch}");
        var content = string.Concat(facts.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Indicator},{f.Period},{f.Place},{f.Revision},{f.Value}\n")));
        JsonSerializer.Deserialize<JsonElement>(entry.Summary!).GetProperty("content").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))));

        if (await db.FigureImports.AsNoTracking().SingleOrDefaultAsync(i => i.Batch == batch) is { } import)
        {
            import.State.ShouldBe(ImportState.Confirmed);
        }
        return true;
    }

    private static async Task<bool> Fitting(Db db)
    {
        (await db.Facts.LongCountAsync()).ShouldBe(await db.BatchColumns.SumAsync(c => (long)c.Figures), "figures without a batch");
        (await db.Facts.Where(f => f.SupersededAt == null).LongCountAsync()).ShouldBe(await db.Facts.Where(f => f.Revision == 1).LongCountAsync(), "a cell has two figures in force, or none");
        (await db.FigureImports.AnyAsync(i => i.Batch == null && i.State == ImportState.Confirmed)).ShouldBeFalse();
        var written = await db.BatchColumns.AsNoTracking().GroupBy(c => new { c.Indicator, c.Period }).Select(g => new { g.Key.Indicator, g.Key.Period, Times = (long)g.Count() }).ToListAsync();
        (await db.FactStamps.AsNoTracking().ToListAsync()).Select(s => (s.Indicator, s.Period, s.Version)).ShouldBe(written.Select(w => (w.Indicator, w.Period, w.Times)), ignoreOrder: true);
        return true;
    }
}
