using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Enters into a book: all of the entries or none. Officers and clerks who keep it may. What <see cref="Control"/> holds back is not posted but waits for two people.
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
        var said = input.Entries ?? [];
        var accounts = await BookAccounts.Of(found.Value, charts, db, ct);
        if (Shape(said, accounts, ChinaDay.Today(clock), reverses is not null) is { } refusal)
        {
            return refusal;
        }

        try
        {
            await using var writing = await db.BeginWriting(ct);
            var book = (await BookWriter.Lock(db, id, ct))!;
            await BookWriter.LockSources(db, said, ct);
            // Under the locks: a payment is not received twice, a paper is not thrown away meanwhile.
            if (await EntryTies.Refuse(said, accounts, charts, reverses is not null, db, actor, ct) is { } untied)
            {
                return untied;
            }
            var named = await EntryPapers.Named(said, id, db, ct);
            if (named.Problem is { } unnamed)
            {
                return unnamed;
            }
            var all = named.Value;
            if ((await Again(all, db, ct) ?? BookWriter.Closed(book, all.Index().Select(e => (e.Index, e.Item.On!.Value))) ?? await Reversed(reverses, null, db, ct) ?? await Openings(all, book, reverses, null, db, ct)
                ?? (reverses is null ? await Reserves.Refuse(all, accounts, book, db, ct) : null)) is { } late)
            {
                return late;
            }
            var waits = await Control.Waiting(all, accounts, book, db, ct);
            var now = all.Index().Where(e => !waits.Contains(e.Index)).ToList();
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
            foreach (var at in waits.Order())
            {
                done[at] = new(null, null, Propose(all[at], reverses, book, db, actor, clock).Id);
            }
            if (waits.Count > 0)
            {
                await db.SaveChangesAsync(ct);
            }
            await writing.Commit(ct);
            return new Entered(done);
        }
        catch (Exception failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash(reverses is null ? "funds.sent-already" : "funds.already-reversed", "");
        }
    }

    private static Proposal Propose(EntryContent entry, Id<Entry>? reverses, Book book, Db db, Actor actor, TimeProvider clock) => Proposal.Add(
        new()
        {
            Id = entry.Sent is { } sent ? new(sent.Value) : Id<Proposal>.New(clock), Book = book.Id, Kind = entry.Kind == EntryKind.Opening && reverses is null ? ProposalKind.Opening : ProposalKind.Entry,
            On = entry.On!.Value, Text = entry.Text!.Trim(), Fen = entry.Fen, Said = JsonSerializer.Serialize(entry, JournalEntry.Json), Reverses = reverses, Salt = EntryPrint.Salt(),
            Preparer = Approval.PersonOf(actor), PreparedBy = actor.Name, PreparedAt = clock.GetUtcNow(),
        }, FundsModule.Post, book, db, actor);

    internal static Problem? Shape(IReadOnlyList<EntryContent> all, BookAccounts accounts, DateOnly today, bool reversal)
    {
        if (all.Count is 0 or > Most)
        {
            return new Errors().Add("entries", "funds.how-many", Most).Refusal;
        }
        var errors = new Errors();
        foreach (var (i, entry) in all.Index())
        {
            if (entry is null)
            {
                errors.Add($"entries[{i}]", "funds.empty-entry");
                continue;
            }
            entry.Validate(accounts, today, errors, $"entries[{i}].", reversal);
            if (errors.All.Count > 50)
            {
                break;
            }
        }
        return errors.Refusal;
    }

    // A form sent twice, by a second click or the back button, is one entry.
    private static async Task<Problem?> Again(IReadOnlyList<EntryContent> all, Db db, CancellationToken ct)
    {
        var sent = all.Select(e => e.Sent).OfType<Id<Entry>>().ToList();
        if (sent.Count == 0)
        {
            return null;
        }
        var waiting = sent.ConvertAll(s => new Id<Proposal>(s.Value));
        return await db.Entries.AsNoTracking().Where(e => sent.Contains(e.Id)).Select(e => (int?)e.Number).FirstOrDefaultAsync(ct) is { } number ? Problem.Clash("funds.sent-already", number)
            : await db.Proposals.Where(p => waiting.Contains(p.Id)).Select(p => (ProposalState?)p.State).FirstOrDefaultAsync(ct) is { } state ? Problem.Clash(state == ProposalState.Refused ? "funds.sent-refused" : "funds.sent-waits") : null;
    }

    /// <summary>Whether an entry is taken back already, or another proposal to do so waits; asked under the lock of the book.</summary>
    internal static async Task<Problem?> Reversed(Id<Entry>? reverses, Id<Proposal>? but, Db db, CancellationToken ct) =>
        reverses is { } of && (await db.Entries.AnyAsync(e => e.Reverses == of, ct) || await db.Proposals.AnyAsync(p => p.Reverses == of && p.State == ProposalState.Waiting && p.Id != but, ct))
            ? Problem.Clash("funds.already-reversed") : null;

    /// <summary>Opening balances come once, and before everything else.</summary>
    internal static async Task<Problem?> Openings(IReadOnlyList<EntryContent> all, Book book, Id<Entry>? reverses, Id<Proposal>? but, Db db, CancellationToken ct)
    {
        var errors = new Errors();
        var openings = reverses is null ? all.Index().Where(e => e.Item.Kind == EntryKind.Opening).ToList() : [];
        if (openings.Count > 1 || openings.Count == 1 && (book.OpeningOn is not null || await db.Proposals.AnyAsync(p => p.Book == book.Id && p.Kind == ProposalKind.Opening && p.State == ProposalState.Waiting && p.Id != but, ct)))
        {
            errors.Add($"entries[{openings[^1].Index}].kind", "funds.opening-once");
        }
        else if (openings is [var (at, opening)] && (await db.Entries.Where(e => e.Book == book.Id && e.Kind != EntryKind.Opening && e.Reverses == null).MinAsync(e => (DateOnly?)e.On, ct)) is { } first && first < opening.On)
        {
            errors.Add($"entries[{at}].on", "funds.opening-late", first);
        }
        var begun = openings.Count == 1 ? openings[0].Item.On : book.OpeningOn;
        foreach (var (at, entry) in all.Index().Where(e => e.Item.Kind != EntryKind.Opening && e.Item.On < begun).Take(5))
        {
            errors.Add($"entries[{at}].on", "funds.before-opening", entry.On, begun);
        }
        return errors.Refusal;
    }
}
