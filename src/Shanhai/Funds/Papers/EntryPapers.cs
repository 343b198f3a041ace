using Microsoft.EntityFrameworkCore;

namespace Shanhai.Funds.Papers;

/// <summary>The papers that entries name: they are there, and what they are is written into the entry before anybody signs it.</summary>
internal static class EntryPapers
{
    public const int Most = 20;

    /// <summary>The entries with the hash of each paper; refused where one is not in the book, or is not what was said or approved.</summary>
    public static async Task<Result<IReadOnlyList<EntryContent>>> Named(IReadOnlyList<EntryContent> all, Id<Book> book, Db db, CancellationToken ct)
    {
        var ids = all.SelectMany(e => e.Papers ?? []).Select(p => p.Id).Distinct().ToList();
        if (ids.Count == 0)
        {
            return all.ToList();
        }
        var errors = new Errors();
        var known = await db.BookPapers.AsNoTracking().Where(p => p.Book == book && ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Sha256, ct);
        foreach (var (i, entry) in all.Index())
        {
            if (entry.Papers?.Count > Most)
            {
                errors.Add($"entries[{i}].papers", "funds.too-many-papers", Most);
            }
            foreach (var paper in entry.Papers ?? [])
            {
                if (!known.TryGetValue(paper.Id, out var hash))
                {
                    errors.Add($"entries[{i}].papers", "funds.paper-unknown");
                }
                else if (paper.Sha256 is { } said && said != hash)
                {
                    errors.Add($"entries[{i}].papers", "funds.paper-other");
                }
            }
        }
        return errors.Refusal is { } refusal ? refusal
            : all.Select(e => e.Papers is null ? e : e with { Papers = [.. e.Papers.DistinctBy(p => p.Id).OrderBy(p => p.Id).Select(p => new EntryContent.Paper(p.Id, known[p.Id]))] }).ToList();
    }

    public static async Task<ILookup<Id<Entry>, BookPaper.Row>> Of(IReadOnlyList<Id<Entry>> entries, Db db, CancellationToken ct) =>
        (await db.EntryPapers.AsNoTracking().Where(e => entries.Contains(e.Entry)).Join(db.BookPapers, e => e.Paper, p => p.Id, (e, p) => new { e.Entry, Row = new BookPaper.Row(p.Id, p.Name, p.Type, p.Size, p.At, p.Sha256) })
            .ToListAsync(ct)).OrderBy(x => x.Row.Id).ToLookup(x => x.Entry, x => x.Row);

    /// <summary>For each entry its papers with the hash of what is really kept, opened one at a time; a paper that is gone or does not open has none.</summary>
    public static async Task<ILookup<Id<Entry>, (Id<BookPaper> Id, string? Recorded, string? Kept)>> Kept(IReadOnlyList<Id<Entry>> entries, Vault vault, Db db, CancellationToken ct)
    {
        var named = await db.EntryPapers.AsNoTracking().Where(e => entries.Contains(e.Entry)).ToListAsync(ct);
        var kept = new Dictionary<Id<BookPaper>, (string? Recorded, string? Kept)>();
        foreach (var id in named.Select(n => n.Paper).Distinct())
        {
            var paper = await db.BookPapers.AsNoTracking().Where(p => p.Id == id).Select(p => new { p.Sha256, p.Box }).FirstOrDefaultAsync(ct);
            kept.Add(id, (paper?.Sha256, paper is null ? null : BookPaper.HashOf(id, paper.Box, vault)));
        }
        return named.ToLookup(n => n.Entry, n => (n.Paper, kept[n.Paper].Recorded, kept[n.Paper].Kept));
    }
}
