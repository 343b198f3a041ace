using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Approves an entry that waits, or refuses it with a reason. Officers and leaders of the area may, but not whoever entered it and nobody twice; the second
/// approval posts it.
/// </summary>
public sealed record DecideEntry(bool Approve, string? Why)
{
    /// <param name="Number">The entry's number where it is posted now.</param>
    public sealed record Decided(ProposalState State, int Approvals, int? Number);

    public static async Task<Result<Decided>> Handle(Id<Proposal> id, DecideEntry input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Approve) is { } no)
        {
            return no;
        }
        var seen = BookSight.Books(db, actor, FundsModule.View);
        if (await db.Proposals.AsNoTracking().Where(p => p.Id == id && seen.Any(b => b.Id == p.Book)).Select(p => (Id<Book>?)p.Book).FirstOrDefaultAsync(ct) is not { } of)
        {
            return Problem.Missing("funds.no-proposal");
        }
        var found = await BookSight.Find(of, FundsModule.Approve, trees, db, actor, ct);
        if (found.Problem is { } notHers)
        {
            return notHers;
        }
        if (!input.Approve && new Errors().Require(input.Why, "why").Limit(input.Why, Proposal.LongestWhy, "why").Refusal is { } unsaid)
        {
            return unsaid;
        }

        try
        {
            await using var writing = await db.BeginWriting(ct);
            // Two may approve at once: the second reads what the first has written.
            var book = (await BookWriter.Lock(db, of, ct))!;
            var proposal = await db.Proposals.FirstAsync(p => p.Id == id, ct);
            var before = await db.Approvals.AsNoTracking().Where(a => a.Proposal == id).OrderBy(a => a.At).ToListAsync(ct);
            var person = Approval.PersonOf(actor);
            if ((input.Approve ? proposal.Refuses(person, before) : proposal.State != ProposalState.Waiting ? Problem.Clash("funds.proposal-over") : null) is { } refusal)
            {
                return refusal;
            }
            Entry? entry = null;
            if (!input.Approve)
            {
                (proposal.State, proposal.RefusedWhy) = (ProposalState.Refused, input.Why!.Trim());
            }
            else
            {
                db.Approvals.Add(new() { Proposal = id, Person = person, By = actor.Name, At = clock.GetUtcNow() });
                if (before.Count + 1 == Proposal.Needed)
                {
                    var posted = await Post(proposal, before[0].By + "、" + actor.Name, book, charts, db, actor, clock, ct);
                    if (posted.Problem is { } impossible)
                    {
                        return impossible with { Fields = [.. impossible.Fields.Select(f => f with { Field = "" })] };
                    }
                    entry = posted.Value;
                    (proposal.State, proposal.Entry) = (ProposalState.Posted, entry.Id);
                }
            }
            db.Record(actor, FundsModule.Approve, "proposal:" + id, new { approved = input.Approve, input.Why }, book.Place);
            await db.SaveChangesAsync(ct);
            await writing.Commit(ct);
            return new Decided(proposal.State, input.Approve ? before.Count + 1 : before.Count, entry?.Number);
        }
        catch (Exception failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("funds.already-reversed");
        }
    }

    private static async Task<Result<Entry>> Post(Proposal proposal, string approvedBy, Book book, Charts charts, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var content = JsonSerializer.Deserialize<EntryContent>(proposal.Said, JournalEntry.Json)!;
        var written = await new BookWriter(db, book, await BookAccounts.Of(book, charts, db, ct), actor, clock)
            .Write([new(content) { Reverses = proposal.Reverses, PreparedBy = proposal.PreparedBy, ApprovedBy = approvedBy }], ct);
        return written.Problem is { } problem ? problem : written.Value[0];
    }
}

/// <summary>Entries that wait for approval in the books somebody sees, the oldest first.</summary>
public sealed record FindProposals
{
    public PlaceCode? Under { get; init; }

    public sealed record Line(string Account, long Debit, long Credit, Commodity Commodity, PlaceCode? Village);

    /// <param name="Mine">Whether the reader can approve it now.</param>
    public sealed record Row(
        Id<Proposal> Id, Id<Book> Book, string BookName, DateOnly On, string Text, string? Document, long Fen, string PreparedBy, DateTimeOffset PreparedAt, IReadOnlyList<string> ApprovedBy, bool Mine, bool IsReversal,
        IReadOnlyList<Line> Lines);

    public const int Most = 200;

    public static async Task<Result<IReadOnlyList<Row>>> Handle([AsParameters] FindProposals input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.View) is { } no)
        {
            return no;
        }
        var books = BookSight.Books(db, actor, FundsModule.View);
        if (input.Under is { } under)
        {
            books = books.Within(new([under]), b => b.Place);
        }
        var found = await db.Proposals.AsNoTracking().Where(p => p.State == ProposalState.Waiting).Join(books, p => p.Book, b => b.Id, (p, b) => new { Proposal = p, Book = b })
            .OrderBy(x => x.Proposal.Id).Take(Most).ToListAsync(ct);
        var ids = found.Select(f => f.Proposal.Id).ToList();
        var approvals = (await db.Approvals.AsNoTracking().Where(a => ids.Contains(a.Proposal)).OrderBy(a => a.At).ToListAsync(ct)).ToLookup(a => a.Proposal);
        var (tree, person, may) = (await trees.Read(db, ct), Approval.PersonOf(actor), actor.May(FundsModule.Approve));
        return found.ConvertAll(f =>
        {
            var said = JsonSerializer.Deserialize<EntryContent>(f.Proposal.Said, JournalEntry.Json)!;
            return new Row(f.Proposal.Id, f.Book.Id, f.Book.Name, f.Proposal.On, f.Proposal.Text, said.Document, f.Proposal.Fen, f.Proposal.PreparedBy, f.Proposal.PreparedAt,
                [.. approvals[f.Proposal.Id].Select(a => a.By)],
                may && BookSight.MayDo(actor, FundsModule.Approve, f.Book, tree) && f.Proposal.Refuses(person, [.. approvals[f.Proposal.Id]]) is null, f.Proposal.Reverses is not null,
                [.. said.Lines!.Select(l => new Line(l.Account!, l.Debit, l.Credit, l.Commodity ?? Commodity.Fen, l.Village))]);
        });
    }
}
