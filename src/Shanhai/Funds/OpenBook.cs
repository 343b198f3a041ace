using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Opens the books of a body under a chart of accounts: one of a collective, one for each programme of public money. Officers of its area may. A limit looser than the rule's,
/// none, or a public book waits for two others; until then the rule's limit holds.
/// </summary>
public sealed record OpenBook(Id<Organisation>? Owner, string? Name, string? Chart)
{
    public long? ApproveAbove { get; init; }
    public bool NoLimit { get; init; }
    public bool Public { get; init; }
    public DateOnly? CompleteFrom { get; init; }

    /// <param name="Waits">What was asked beyond the rule and waits for two people.</param>
    public sealed record Opened(Id<Book> Id, Id<Proposal>? Waits = null);

    public static async Task<Result<Opened>> Handle(OpenBook input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(FundsModule.Keep) ?? actor.Stale(clock)) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var owner = input.Owner is { } named ? tree.Successor(named) : null;
        if (Judge(input, owner, charts).Refusal is { } refusal)
        {
            return refusal;
        }
        if (!BookSight.MayDo(actor, FundsModule.Keep, owner!.Id, owner.Place, tree))
        {
            return Problem.Refused("funds.not-your-body", owner.Name);
        }
        var (ofVillages, rule) = (charts.Find(input.Chart)!.IsOfVillages, LedgerRules.Shipped.Fen);
        await using var writing = await db.BeginWriting(ct);
        await WaitFor(owner.Id, db, ct);
        var book = Add(owner, input.Name, input.Chart!, simulated: false, db, clock);
        (book.ApproveAbove, book.CompleteFrom) = (input.ApproveAbove is { } limit && limit <= rule ? limit : rule, input.CompleteFrom);
        if (await db.Books.AnyAsync(b => b.Owner == owner.Id && b.Chart == input.Chart && (ofVillages || b.Name == book.Name), ct))
        {
            return Problem.Clash("funds.book-there", owner.Name);
        }
        db.Record(actor, FundsModule.Keep, FundsModule.SubjectOf(book.Id), place: book.Place);
        Id<Proposal>? waits = input.NoLimit || input.ApproveAbove > rule || input.Public
            ? ChangeBook.Propose(new(null, input.ApproveAbove > rule ? input.ApproveAbove : null, input.Public ? true : null) { NoLimit = input.NoLimit }, book, db, actor, clock).Id : null;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("funds.book-there", owner.Name);
        }
        await writing.Commit(ct);
        return new Opened(book.Id, waits);
    }

    // Two who open books of one body at once, called differently, do not meet in an index: touching the body first makes the second wait and see the first one's.
    private static Task<int> WaitFor(Id<Organisation> owner, Db db, CancellationToken ct) =>
        db.Organisations.Where(o => o.Id == owner).ExecuteUpdateAsync(u => u.SetProperty(o => o.Name, o => o.Name), ct);

    internal static Book Add(Body owner, string? name, string chart, bool simulated, Db db, TimeProvider clock)
    {
        var book = new Book
        {
            Id = Id<Book>.New(clock), Owner = owner.Id, Place = owner.Place, Name = string.IsNullOrWhiteSpace(name) ? owner.Name[..Math.Min(owner.Name.Length, Book.LongestName)] : name.Trim(),
            Chart = chart, Simulated = simulated, OpenedAt = clock.GetUtcNow(),
        };
        db.Books.Add(book);
        return book;
    }

    private static Errors Judge(OpenBook input, Body? owner, Charts charts)
    {
        var errors = new Errors().Limit(input.Name, Book.LongestName, "name");
        if (owner is null)
        {
            errors.Add("owner", "funds.say-owner");
        }
        if (charts.Find(input.Chart) is not { } chart)
        {
            errors.Add("chart", "funds.say-chart");
        }
        else if (owner is not null && chart.IsOfVillages && owner.Kind is not (OrganisationKind.VillageCollective or OrganisationKind.VillageCommittee))
        {
            errors.Add("chart", "funds.chart-of-villages", chart.Name, owner.Name);
        }
        if (input.ApproveAbove is <= 0)
        {
            errors.Add("approveAbove", "funds.limit-above-zero");
        }
        return errors;
    }
}

/// <summary>
/// Changes a book's settings; what is left out stays. Officers of its area may, freshly signed in. What loosens control (a higher limit, none, a public book, an earlier day from which
/// its years count) waits for two others.
/// </summary>
/// <param name="Version">The settings' version that was seen.</param>
public sealed record ChangeBook(string? Name, long? ApproveAbove, bool? Public, int? Version = null)
{
    public bool NoLimit { get; init; }
    public DateOnly? CompleteFrom { get; init; }

    public sealed record Changed(Id<Book> Id, Id<Proposal>? Waits);

    public static async Task<Result<Changed>> Handle(Id<Book> id, ChangeBook input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Keep, trees, db, actor, ct);
        if ((found.Problem ?? actor.Stale(clock) ?? input.Judge().Refusal) is { } no)
        {
            return no;
        }
        await using var writing = await db.BeginWriting(ct);
        await BookWriter.Lock(db, id, ct);
        var book = await db.Books.FirstAsync(b => b.Id == id, ct);
        if (input.Version is { } seen && seen != book.SettingsVersion)
        {
            return Problem.Clash("funds.settings-changed");
        }
        var (limitUp, published) = (input.NoLimit && book.ApproveAbove is not null || input.ApproveAbove > book.ApproveAbove, input.Public == true && !book.Public);
        var earlier = input.CompleteFrom is { } from && (book.CompleteFrom is null ? book.LastNumber > 0 : from < book.CompleteFrom);
        book.Name = input.Name?.Trim() ?? book.Name;
        book.ApproveAbove = limitUp ? book.ApproveAbove : input.ApproveAbove ?? book.ApproveAbove;
        book.Public = published ? book.Public : input.Public ?? book.Public;
        book.CompleteFrom = earlier ? book.CompleteFrom : input.CompleteFrom ?? book.CompleteFrom;
        book.SettingsVersion++;
        db.Record(actor, FundsModule.Keep, FundsModule.SubjectOf(id), place: book.Place);
        Id<Proposal>? waits = limitUp || published || earlier
            ? await Ask(new(null, limitUp ? input.ApproveAbove : null, published ? true : null) { NoLimit = limitUp && input.NoLimit, CompleteFrom = earlier ? input.CompleteFrom : null }, book, db, actor, clock, ct) : null;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("funds.book-there", book.Name);
        }
        await writing.Commit(ct);
        return new Changed(id, waits);
    }

    // The same asked for twice, by a second click or by two people, waits once.
    private static async Task<Id<Proposal>> Ask(ChangeBook change, Book book, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var said = JsonSerializer.Serialize(change, JournalEntry.Json);
        var asked = await db.Proposals.Where(p => p.Book == book.Id && p.Kind == ProposalKind.Settings && p.State == ProposalState.Waiting && p.Said == said).Select(p => (Id<Proposal>?)p.Id).FirstOrDefaultAsync(ct);
        return asked ?? Propose(change, book, db, actor, clock).Id;
    }

    internal static Proposal Propose(ChangeBook change, Book book, Db db, Actor actor, TimeProvider clock) => Proposal.Add(
        new()
        {
            Id = Id<Proposal>.New(clock), Book = book.Id, Kind = ProposalKind.Settings, On = ChinaDay.Today(clock), Text = "", Fen = 0, Said = JsonSerializer.Serialize(change, JournalEntry.Json), Salt = EntryPrint.Salt(),
            Preparer = Approval.PersonOf(actor), PreparedBy = actor.Name, PreparedAt = clock.GetUtcNow(),
        }, FundsModule.Keep, book, db, actor);

    /// <summary>Does what two people have approved, under the lock of the book; its approval is journalled by the caller.</summary>
    internal static async Task<Problem?> Apply(ChangeBook change, Book locked, Db db, CancellationToken ct)
    {
        var book = await db.Books.FirstAsync(b => b.Id == locked.Id, ct);
        book.ApproveAbove = change.NoLimit ? null : change.ApproveAbove ?? book.ApproveAbove;
        book.Public = change.Public ?? book.Public;
        book.CompleteFrom = change.CompleteFrom ?? book.CompleteFrom;
        book.SettingsVersion++;
        return null;
    }

    private Errors Judge()
    {
        var errors = new Errors().Limit(Name, Book.LongestName, "name");
        if (Name is not null)
        {
            errors.Require(Name, "name");
        }
        if (ApproveAbove is <= 0 || NoLimit && ApproveAbove is not null)
        {
            errors.Add("approveAbove", "funds.limit-above-zero");
        }
        return errors;
    }
}
