using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Approves what waits, or refuses it with a reason. Officers and leaders of the area may, freshly signed in, but not whoever asked for it and nobody twice; the second approval
/// does it, where it is still what the first approved.
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
        if ((found.Problem ?? actor.Stale(clock)) is { } notHers)
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
            var (person, print) = (Approval.PersonOf(actor), EntryPrint.Of(proposal));
            if ((input.Approve ? proposal.Refuses(person, before) ?? await Altered(proposal, before, print, db, ct) : proposal.State != ProposalState.Waiting ? Problem.Clash("funds.proposal-over") : null) is { } refusal)
            {
                return refusal;
            }
            int? number = null;
            if (!input.Approve)
            {
                (proposal.State, proposal.RefusedWhy) = (ProposalState.Refused, input.Why!.Trim());
            }
            else
            {
                db.Approvals.Add(new() { Proposal = id, Person = person, By = actor.Name, At = clock.GetUtcNow(), Signed = print });
                if (before.Count + 1 == Proposal.Needed)
                {
                    var done = await Carry(proposal, before[0].By + "\n" + actor.Name, book, charts, db, actor, clock, ct);
                    if (done.Problem is { } impossible)
                    {
                        return impossible with { Fields = [.. impossible.Fields.Select(f => f with { Field = "" })] };
                    }
                    (proposal.State, proposal.Entry, number) = (ProposalState.Posted, done.Value?.Id, done.Value?.Number);
                }
            }
            db.Record(actor, FundsModule.Approve, FundsModule.SubjectOf(id), new { approved = input.Approve, input.Why, hash = print }, book.Place);
            await db.SaveChangesAsync(ct);
            await writing.Commit(ct);
            return new Decided(proposal.State, input.Approve ? before.Count + 1 : before.Count, number);
        }
        catch (Exception failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("funds.already-reversed");
        }
    }

    // What the second approves is what was asked for and what the first approved: the journal says so, whatever somebody wrote into the tables.
    private static async Task<Problem?> Altered(Proposal proposal, IReadOnlyList<Approval> before, string print, Db db, CancellationToken ct)
    {
        var subject = FundsModule.SubjectOf(proposal.Id);
        var asked = await db.Journal.AsNoTracking().Where(j => j.Subject == subject && (j.Verb == FundsModule.Post || j.Verb == FundsModule.Keep || j.Verb == FundsModule.Reopen)).Select(j => j.Summary).FirstOrDefaultAsync(ct);
        return before.All(a => a.Signed == print) && VerifyLedger.HashIn(asked) == print ? null : Problem.Clash("funds.proposal-altered");
    }

    /// <summary>Does what was approved; null where it is no entry.</summary>
    private static async Task<Result<Entry?>> Carry(Proposal proposal, string approvedBy, Book book, Charts charts, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        switch (proposal.Kind)
        {
            case ProposalKind.Settings:
                return await ChangeBook.Apply(JsonSerializer.Deserialize<ChangeBook>(proposal.Said, JournalEntry.Json)!, book, db, ct) is { } unset ? unset : (Entry?)null!;
            case ProposalKind.Reopening:
                return await ReopenBook.Apply(JsonSerializer.Deserialize<ReopenBook>(proposal.Said, JournalEntry.Json)!, book, charts, db, actor, clock, ct) is { Problem: { } unopened } ? unopened : (Entry?)null!;
        }
        var content = JsonSerializer.Deserialize<EntryContent>(proposal.Said, JournalEntry.Json)!;
        var (accounts, reversal) = (await BookAccounts.Of(book, charts, db, ct), proposal.Reverses is not null);
        await BookWriter.LockSources(db, [content], ct);
        if ((PostEntries.Shape([content], accounts, ChinaDay.Today(clock), reversal) ?? await EntryTies.Refuse([content], accounts, charts, reversal, db, actor, ct)
            ?? (await EntryPapers.Named([content], book.Id, db, ct)).Problem ?? await PostEntries.Reversed(proposal.Reverses, proposal.Id, db, ct) ?? await PostEntries.Openings([content], book, proposal.Reverses, proposal.Id, db, ct)
            ?? (reversal ? null : await Reserves.Refuse([content], accounts, book, db, ct))) is { } refusal)
        {
            return refusal;
        }
        var written = await new BookWriter(db, book, accounts, actor, clock)
            .Write([new(content) { Reverses = proposal.Reverses, PreparedBy = proposal.PreparedBy, ApprovedBy = approvedBy }], ct);
        return written.Problem is { } problem ? problem : written.Value[0];
    }
}
