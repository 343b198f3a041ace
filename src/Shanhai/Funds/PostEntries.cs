using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Enters into a book: all of the entries or none. Officers and clerks who keep it may. An entry above the book's limit is not posted but waits for two people.
/// </summary>
public sealed record PostEntries(IReadOnlyList<EntryContent>? Entries)
{
    public const int Most = 5000;

    /// <summary>In the order in which they were sent: the entry and its number, or the proposal that waits.</summary>
    public sealed record Done(Id<Entry>? Entry, int? Number, Id<Proposal>? Waits);

    public sealed record Entered(IReadOnlyList<Done> Entries);

    public static Task<Result<Entered>> Handle(Id<Book> id, PostEntries input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct) =>
        Enter(id, input, null, charts, trees, db, actor, clock, ct);

    /// <param name="reverses">The entry that the only one sent takes back.</param>
    internal static async Task<Result<Entered>> Enter(
        Id<Book> id, PostEntries input, Id<Entry>? reverses, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Post, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var all = input.Entries ?? [];
        var accounts = await BookAccounts.Of(found.Value, charts, db, ct);
        if ((Shape(all, accounts, reverses is not null) ?? await Sources(all, db, actor, ct)) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await using var writing = await db.BeginWriting(ct);
            var book = (await BookWriter.Lock(db, id, ct))!;
            var now = all.Index().Where(e => !Waits(e.Item, book)).ToList();
            var written = now.Count == 0 ? new List<Entry>() : await new BookWriter(db, book, accounts, actor, clock)
                .Write([.. now.Select(e => new BookWriter.Coming(e.Item) { Reverses = reverses })], ct);
            if (written.Problem is { } impossible)
            {
                return impossible;
            }
            var done = new Done[all.Count];
            foreach (var (i, (at, _)) in now.Index())
            {
                done[at] = new(written.Value[i].Id, written.Value[i].Number, null);
            }
            foreach (var (at, entry) in all.Index().Where(e => Waits(e.Item, book)))
            {
                done[at] = new(null, null, Propose(entry, reverses, book, db, actor, clock).Id);
            }
            if (now.Count < all.Count)
            {
                db.Record(actor, FundsModule.Post, FundsModule.SubjectOf(id), new { waiting = all.Count - now.Count }, book.Place);
                await db.SaveChangesAsync(ct);
            }
            await writing.Commit(ct);
            return new Entered(done);
        }
        catch (Exception failure) when (reverses is not null && db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("funds.already-reversed");
        }
    }

    private static bool Waits(EntryContent entry, Book book) => book.ApproveAbove is { } limit && entry.Kind != EntryKind.Opening && entry.Fen > limit;

    private static Proposal Propose(EntryContent entry, Id<Entry>? reverses, Book book, Db db, Actor actor, TimeProvider clock)
    {
        var proposal = new Proposal
        {
            Id = Id<Proposal>.New(clock), Book = book.Id, On = entry.On!.Value, Text = entry.Text!.Trim(), Fen = entry.Fen, Said = JsonSerializer.Serialize(entry, JournalEntry.Json), Reverses = reverses,
            Preparer = Approval.PersonOf(actor), PreparedBy = actor.Name, PreparedAt = clock.GetUtcNow(),
        };
        db.Proposals.Add(proposal);
        return proposal;
    }

    /// <param name="reversal">Takes an entry back: what that one was allowed, its opposite is.</param>
    private static Problem? Shape(IReadOnlyList<EntryContent> all, BookAccounts accounts, bool reversal)
    {
        if (all.Count is 0 or > Most)
        {
            return new Errors().Add("entries", "funds.how-many", Most).Refusal;
        }
        var errors = new Errors();
        foreach (var (i, entry) in all.Index())
        {
            (reversal ? entry with { OwnDebt = true } : entry).Validate(accounts, errors, $"entries[{i}].");
            if (errors.All.Count > 50)
            {
                break;
            }
        }
        return errors.Refusal;
    }

    // Money that is said to come from another book's entry does: one that she may see, or that is public.
    private static async Task<Problem?> Sources(IReadOnlyList<EntryContent> all, Db db, Actor actor, CancellationToken ct)
    {
        var named = all.Select(e => e.Source).OfType<Id<Entry>>().Distinct().ToList();
        if (named.Count == 0)
        {
            return null;
        }
        var seen = BookSight.Books(db, actor, FundsModule.View);
        var known = await db.Entries.AsNoTracking().Where(e => named.Contains(e.Id) && (seen.Any(b => b.Id == e.Book) || db.Books.Any(b => b.Id == e.Book && b.Public))).Select(e => e.Id).ToListAsync(ct);
        var errors = new Errors();
        foreach (var (i, _) in all.Index().Where(e => e.Item.Source is { } source && !known.Contains(source)))
        {
            errors.Add($"entries[{i}].source", "funds.no-source");
        }
        return errors.Refusal;
    }
}

/// <summary>Takes an entry back by its opposite, which names it; the entry itself stays. Officers and clerks who keep the book may.</summary>
public sealed record ReverseEntry(DateOnly? On, string? Why)
{
    public static async Task<Result<PostEntries.Done>> Handle(Id<Entry> id, ReverseEntry input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Post) is { } no)
        {
            return no;
        }
        var seen = BookSight.Books(db, actor, FundsModule.View);
        if (await db.Entries.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && seen.Any(b => b.Id == e.Book), ct) is not { } entry)
        {
            return Problem.Missing("funds.no-entry");
        }
        if (entry.Kind == EntryKind.YearEnd)
        {
            return Problem.Clash("funds.reverse-by-reopening");
        }
        if (entry.Reverses is not null)
        {
            return Problem.Clash("funds.reversal-stays");
        }
        if (await db.Entries.AnyAsync(e => e.Reverses == id, ct) || await db.Proposals.AnyAsync(p => p.Reverses == id && p.State == ProposalState.Waiting, ct))
        {
            return Problem.Clash("funds.already-reversed");
        }
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, Entry.LongestText - 20, "why");
        var on = input.On ?? entry.On;
        if (on < entry.On)
        {
            errors.Add("on", "funds.reverse-before", entry.On);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var lines = await db.Postings.AsNoTracking().Where(p => p.Entry == id).OrderBy(p => p.Line).ToListAsync(ct);
        var opposite = new EntryContent(on, input.Why!.Trim(), entry.Document,
            [.. lines.Select(l => new EntryContent.Line(l.Account, l.Amount < 0 ? -l.Amount : 0, l.Amount > 0 ? l.Amount : 0, l.Commodity, l.Village == PlaceCode.Nation ? null : l.Village))])
        {
            Kind = entry.Kind, NonRecurring = entry.NonRecurring, Payee = entry.Payee, PayeeIs = entry.PayeeIs, Project = entry.Project,
        };
        var done = await PostEntries.Enter(entry.Book, new([opposite]), id, charts, trees, db, actor, clock, ct);
        return done.Problem is { } problem ? problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Replace("entries[0].", "", StringComparison.Ordinal) })] } : done.Value.Entries[0];
    }
}
