using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>
/// Where the figures of a batch come from, by its number, read when first asked for: nothing of that ever changes, and every page of a place asks for it. That a batch was undone
/// is not part of it, because its figures are then no longer in force.
/// </summary>
public sealed class KnownBatches
{
    // Each save of a form is a batch: a province has many.
    private const int Most = 20_000;

    public sealed record Known(int Number, SourceKind Source, DateOnly AsOf, string? DocumentTitle, string? FileName, string RecordedBy, DateTimeOffset RecordedAt);

    private readonly ConcurrentDictionary<int, Known> _known = new();

    public async Task<IReadOnlyDictionary<int, Known>> Of(IEnumerable<int> numbers, Db db, CancellationToken ct)
    {
        var (found, lacking) = (new Dictionary<int, Known>(), new List<int>());
        foreach (var number in numbers.Distinct())
        {
            if (_known.TryGetValue(number, out var known))
            {
                found[number] = known;
            }
            else
            {
                lacking.Add(number);
            }
        }
        if (lacking.Count == 0)
        {
            return found;
        }
        if (_known.Count + lacking.Count > Most)
        {
            _known.Clear();
        }
        foreach (var read in await db.Batches.AsNoTracking().Where(b => lacking.Contains(b.Number))
            .Select(b => new Known(b.Number, b.Source, b.AsOf, b.DocumentTitle, b.FileName, b.RecordedBy, b.RecordedAt)).ToListAsync(ct))
        {
            found[read.Number] = _known[read.Number] = read;
        }
        return found;
    }
}
