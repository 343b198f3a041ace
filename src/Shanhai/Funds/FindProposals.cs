using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>
/// What waits for approval in the books somebody sees, the oldest first, with everything that is approved: whoever signs sees to whom and for what. Persons are named in full
/// to those who may approve, and that they were read is journalled.
/// </summary>
public sealed record FindProposals
{
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Line(string Account, Both Name, long Debit, long Credit, Commodity Commodity, PlaceCode? Village, string? VillageName);

    /// <summary>What an account that must not fall below zero, or that is money, holds after it.</summary>
    public sealed record Left(string Account, Both Name, Commodity Commodity, string? VillageName, long Amount);

    /// <summary>What the entry says besides its lines.</summary>
    public sealed record About(string? Payee, PayeeKind? PayeeIs, string? Project, DebtPaid? Debt, string? Creditor, bool NonRecurring, Id<Entry>? Source);

    /// <summary>Settings as they are and as they would be; null stays as it is.</summary>
    public sealed record Loosening(long? Limit, bool Public, long? NewLimit, bool NoLimit, bool? NewPublic, DateOnly? NewFrom);

    /// <param name="Mine">Whether the reader can approve it now.</param>
    public sealed record Row(
        Id<Proposal> Id, ProposalKind Kind, Id<Book> Book, string BookName, DateOnly On, string Text, string? Document, long Fen, string PreparedBy, DateTimeOffset PreparedAt, IReadOnlyList<string> ApprovedBy, bool Mine,
        bool IsReversal, Id<Entry>? Reverses, bool Simulated, IReadOnlyList<Line> Lines, IReadOnlyList<Left> Left, About? About, Loosening? Settings, Period? Reopens)
    {
        public IReadOnlyList<BookPaper.Row> Papers { get; init; } = [];
    }

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindProposals input, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
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
        var waiting = db.Proposals.AsNoTracking().Where(p => p.State == ProposalState.Waiting).Join(books, p => p.Book, b => b.Id, (p, b) => new { Proposal = p, Book = b });
        var (total, size) = (await waiting.LongCountAsync(ct), Math.Clamp(input.Size ?? 20, 1, 100));
        if (Id<Proposal>.TryParse(input.After, null, out var after))
        {
            waiting = waiting.Where(x => x.Proposal.Id > after);
        }
        var found = await waiting.OrderBy(x => x.Proposal.Id).Take(size + 1).ToListAsync(ct);
        var shown = found.Take(size).ToList();
        var ids = shown.ConvertAll(f => f.Proposal.Id);
        var approvals = (await db.Approvals.AsNoTracking().Where(a => ids.Contains(a.Proposal)).OrderBy(a => a.At).ToListAsync(ct)).ToLookup(a => a.Proposal);
        var (tree, register, person) = (await trees.Read(db, ct), await places.Read(db, ct), Approval.PersonOf(actor));
        var entries = shown.Where(f => f.Proposal.Kind is ProposalKind.Entry or ProposalKind.Opening).ToDictionary(f => f.Proposal.Id, f => JsonSerializer.Deserialize<EntryContent>(f.Proposal.Said, JournalEntry.Json)!);
        var (accounts, lines) = (await BookAccounts.OfAll(shown.Select(f => f.Book), charts, db, ct), entries.Values.SelectMany(e => e.Lines!).ToList());
        var standing = await Balances.Standing(db, [.. accounts.Keys], [.. lines.Select(l => l.Account!).Distinct()], [.. lines.Select(l => l.Village ?? PlaceCode.Nation).Distinct()], ct);
        bool Full(PlaceCode place) => actor.Scope(FundsModule.Persons).Contains(place);
        var rows = shown.ConvertAll(f =>
        {
            var row = new Row(f.Proposal.Id, f.Proposal.Kind, f.Book.Id, f.Book.Name, f.Proposal.On, f.Proposal.Text, null, f.Proposal.Fen, f.Proposal.PreparedBy, f.Proposal.PreparedAt,
                [.. approvals[f.Proposal.Id].Select(a => a.By)],
                actor.May(FundsModule.Approve) && BookSight.MayDo(actor, FundsModule.Approve, f.Book, tree) && f.Proposal.Refuses(person, [.. approvals[f.Proposal.Id]]) is null, f.Proposal.Reverses is not null,
                f.Proposal.Reverses, f.Book.Simulated, [], [], null, null, null);
            return f.Proposal.Kind switch
            {
                ProposalKind.Settings => row with { Settings = Change(JsonSerializer.Deserialize<ChangeBook>(f.Proposal.Said, JournalEntry.Json)!, f.Book) },
                ProposalKind.Reopening => row with { Reopens = JsonSerializer.Deserialize<ReopenBook>(f.Proposal.Said, JournalEntry.Json)!.From },
                _ => OfEntry(row, entries[row.Id], accounts[row.Book], standing, register, Full(f.Book.Place)),
            };
        });
        var at = shown.ToDictionary(f => f.Proposal.Id, f => f.Book.Place);
        var wanted = entries.Values.SelectMany(e => e.Papers ?? []).Select(p => p.Id).Distinct().ToList();
        var papers = wanted.Count == 0 ? [] : (await AddPapers.Rows(db.BookPapers.AsNoTracking().Where(p => wanted.Contains(p.Id)), ct)).ToDictionary(p => p.Id);
        rows = rows.ConvertAll(r => entries.GetValueOrDefault(r.Id)?.Papers is { Count: > 0 } of && Full(at[r.Id]) ? r with { Papers = [.. of.Where(p => papers.ContainsKey(p.Id)).Select(p => papers[p.Id])] } : r);
        // Nobody has said whether a creditor is a person.
        var read = rows.Where(r => Full(at[r.Id]) && r.About is { Payee: not null, PayeeIs: PayeeKind.Person } or { Creditor: not null }).Select(r => r.Id.ToString()).ToList();
        if (read.Count > 0)
        {
            await db.RecordReading(actor, FundsModule.Persons, "proposals", new { proposals = read }, input.Under, ct: ct);
        }
        return new Page<Row>(rows, found.Count > size ? found[size - 1].Proposal.Id.ToString() : null, total);
    }

    private static Loosening Change(ChangeBook change, Book book) => new(book.ApproveAbove, book.Public, change.ApproveAbove, change.NoLimit, change.Public, change.CompleteFrom);

    private static Row OfEntry(Row row, EntryContent said, BookAccounts accounts, IReadOnlyDictionary<(Id<Book> Book, string Account, Commodity Commodity, PlaceCode Village), long> standing, Register register, bool full)
    {
        string? NameOf(PlaceCode? village) => village is { } v && v != PlaceCode.Nation ? register.NameOf(v) : null;
        // A reversal stands in red on the side of what it takes back.
        List<Line> lines = [.. said.Lines!.Select(l => new Line(l.Account!, accounts.Find(l.Account)!.Name, row.IsReversal ? -l.Credit : l.Debit, row.IsReversal ? -l.Debit : l.Credit, l.Of, l.Village, NameOf(l.Village)))];
        var left = said.Lines!.GroupBy(l => (Account: accounts.Find(l.Account)!, l.Of, Village: l.Village ?? PlaceCode.Nation)).Where(g => g.Key.Account.Restricted || g.Key.Account.Money)
            .Select(g => new Left(g.Key.Account.Code, g.Key.Account.Name, g.Key.Of, NameOf(g.Key.Village),
                g.Key.Account.Natural(standing.GetValueOrDefault((row.Book, g.Key.Account.Code, g.Key.Of, g.Key.Village)) + g.Sum(l => l.Amount))));
        return row with
        {
            Document = said.Document, Lines = lines, Left = [.. left],
            About = new(full ? said.Payee : FollowMoney.Masked(said.Payee, said.PayeeIs), said.PayeeIs, said.Project, said.Debt, full ? said.Creditor : FollowMoney.Masked(said.Creditor, null), said.NonRecurring, said.Source),
        };
    }
}
