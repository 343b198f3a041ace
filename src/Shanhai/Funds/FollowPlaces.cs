using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Funds;

/// <summary>
/// A book goes with its place: where the register says that a village was recoded, moved to another township or merged, its books stand at the successor from then on, and those who work there keep
/// them. What was split has several successors; its books stay where they are until somebody decides. Every hour, by the program itself.
/// </summary>
public static class FollowPlaces
{
    public sealed record Followed(int Books);

    // A place that was recoded twice is followed twice.
    private const int MostSteps = 10;

    public static async Task<Result<Followed>> Handle(JobRun run, CancellationToken ct)
    {
        var followed = 0;
        for (var step = 0; step < MostSteps; step++)
        {
            var moves = await Moves(run.Db, ChinaDay.Today(run.Get<TimeProvider>()), ct);
            if (moves.Count == 0)
            {
                break;
            }
            followed += await run.Write(_ => Move(run, moves, ct), ct);
        }
        return new Followed(followed);
    }

    private static async Task<Dictionary<PlaceCode, PlaceCode>> Moves(Db db, DateOnly today, CancellationToken ct)
    {
        var found = await db.PlaceMoves.AsNoTracking().Where(m => m.Closes && m.To != null && m.From != m.To && db.Books.Any(b => b.Place == m.From) && db.PlaceEvents.Any(e => e.Id == m.Event && e.UndoneAt == null && e.On <= today))
            .Select(m => new { m.From, m.To }).ToListAsync(ct);
        return found.Where(m => m.From is not null).GroupBy(m => m.From!.Value).Where(g => g.Select(m => m.To).Distinct().Count() == 1).ToDictionary(g => g.Key, g => g.First().To!.Value);
    }

    private static async Task<int> Move(JobRun run, Dictionary<PlaceCode, PlaceCode> moves, CancellationToken ct)
    {
        var (db, from) = (run.Db, moves.Keys.ToList());
        var books = await db.Books.AsNoTracking().Where(b => from.Contains(b.Place)).Select(b => new { b.Id, b.Place }).ToListAsync(ct);
        foreach (var book in books)
        {
            var to = moves[book.Place];
            await db.Books.Where(b => b.Id == book.Id).ExecuteUpdateAsync(u => u.SetProperty(b => b.Place, to), ct);
            db.Record(run.Actor, FundsModule.Moved, FundsModule.SubjectOf(book.Id), new { from = book.Place.ToString(), to = to.ToString() }, to);
        }
        await db.SaveChangesAsync(ct);
        return books.Count;
    }
}
