using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>The seals as published: anybody may read and keep them. They tell how many entries there are and nothing of what is in them.</summary>
public static class ShowSeal
{
    public static async Task<Result<JournalHead>> Head(Db db, CancellationToken ct) =>
        await JournalHead.Of(db, ct) is { } head ? head : Problem.Missing("journal.no-seal");

    public static async Task<Result<ProveEntry.Seal>> Handle(long number, Db db, CancellationToken ct) =>
        await db.JournalSeals.AsNoTracking().FirstOrDefaultAsync(s => s.Number == number, ct) is { } seal ? ProveEntry.Seal.Of(seal) : Problem.NotFound;
}
