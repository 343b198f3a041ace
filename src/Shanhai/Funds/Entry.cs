using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Funds;

/// <summary>
/// Opening: balances brought into the program, once. YearEnd: made by closing a year, and left out of its income statement. PriorYear: corrects a year that is
/// over, against the distribution of profit and not against this year's income.
/// </summary>
public enum EntryKind : short { Ordinary = 1, Opening = 2, YearEnd = 3, PriorYear = 4 }

/// <summary>What a payment says of debts: it pays none, or one of the book's owner. Another's is never paid, so that answer is refused.</summary>
public enum DebtPaid : short { None = 1, Own = 2, Other = 3 }

/// <summary>What a payee is: a person's name is masked for everybody who does not work on the book.</summary>
public enum PayeeKind : short { Body = 1, Person = 2 }

/// <summary>
/// One entry of a book as it was posted: never changed and never deleted. Its lines are <see cref="Posting"/>s that sum to zero in every commodity. A wrong
/// entry is reversed by another that names it.
/// </summary>
public sealed class Entry
{
    public const int LongestText = 200, LongestDocument = 100, LongestPayee = 80, LongestProject = 80;

    public required Id<Entry> Id { get; init; }
    public required Id<Book> Book { get; init; }

    /// <summary>Within the book, from 1, without gaps.</summary>
    public required int Number { get; init; }
    public required DateOnly On { get; init; }
    public required EntryKind Kind { get; init; }
    public required string Text { get; init; }

    /// <summary>The voucher or paper it rests on.</summary>
    public required string Document { get; init; }
    public bool NonRecurring { get; init; }
    public string? Payee { get; init; }
    public PayeeKind? PayeeIs { get; init; }

    /// <summary>What the money is meant to buy; the code of a project where it is for one: what a project was paid is found by it.</summary>
    public string? Project { get; init; }

    /// <summary>What was said of debts when it was entered, and to whom it is owed; null: the question did not arise.</summary>
    public DebtPaid? Debt { get; init; }
    public string? Creditor { get; init; }

    /// <summary>The entry of another book whose money this one receives.</summary>
    public Id<Entry>? Source { get; init; }
    public Id<Entry>? Reverses { get; init; }
    public required string PreparedBy { get; init; }

    /// <summary>Those who approved it, where two had to, one a line.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Goes into the hash that the journal keeps of it (<see cref="EntryPrint"/>), so that a person's name is not guessed from the hash.</summary>
    [Secret]
    public required byte[] Salt { get; init; }
    public required DateTimeOffset PostedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Entry>
    {
        public void Configure(EntityTypeBuilder<Entry> entry)
        {
            entry.ToTable("ledger_entries");
            entry.HasKey(e => e.Id);
            entry.Property(e => e.Text).HasMaxLength(LongestText);
            entry.Property(e => e.Document).HasMaxLength(LongestDocument);
            entry.Property(e => e.Payee).HasMaxLength(LongestPayee);
            entry.Property(e => e.Project).HasMaxLength(LongestProject);
            entry.Property(e => e.Creditor).HasMaxLength(LongestPayee);
            entry.Property(e => e.PreparedBy).HasMaxLength(100);
            entry.Property(e => e.ApprovedBy).HasMaxLength(210);
            entry.HasOne<Book>().WithMany().HasForeignKey(e => e.Book).OnDelete(DeleteBehavior.Restrict);
            entry.HasOne<Entry>().WithMany().HasForeignKey(e => e.Source).OnDelete(DeleteBehavior.Restrict);
            entry.HasOne<Entry>().WithMany().HasForeignKey(e => e.Reverses).OnDelete(DeleteBehavior.Restrict);
            entry.HasIndex(e => new { e.Book, e.Number }).IsUnique();
            entry.HasIndex(e => new { e.Book, e.On, e.Number });
            entry.HasIndex(e => e.Source);
            entry.HasIndex(e => e.Project);
            entry.HasIndex(e => e.Reverses).IsUnique();
        }
    }
}

/// <summary>One line of an entry. It repeats book and day of its entry, so that a balance is one range of one index.</summary>
public sealed class Posting
{
    public required Id<Entry> Entry { get; init; }
    public required short Line { get; init; }
    public required Id<Book> Book { get; init; }
    public required string Account { get; init; }
    public required Commodity Commodity { get; init; }

    /// <summary>Whom the line is for; the nation: nobody in particular.</summary>
    public required PlaceCode Village { get; init; }
    public required DateOnly On { get; init; }

    /// <summary>Debit greater than zero, credit less; of a red line the other way round.</summary>
    public required long Amount { get; init; }

    /// <summary>Takes back on the side on which it stood, with a minus: what was posted on either side stays what was really posted.</summary>
    public required bool Red { get; init; }

    public long Debit => Amount > 0 != Red ? Amount : 0;

    public long Credit => Amount > 0 != Red ? 0 : -Amount;

    internal sealed class Mapping : IEntityTypeConfiguration<Posting>
    {
        public void Configure(EntityTypeBuilder<Posting> posting)
        {
            posting.ToTable("postings");
            posting.HasKey(p => new { p.Entry, p.Line });
            posting.Property(p => p.Account).HasMaxLength(BookAccount.LongestCode);
            posting.HasOne<Entry>().WithMany().HasForeignKey(p => p.Entry).OnDelete(DeleteBehavior.Restrict);
            posting.Ignore(p => p.Debit).Ignore(p => p.Credit);
            // Holds all that a balance of an account is made of, in the order of days: what it may still give is asked at every posting. With an index by village beside it SQLite would
            // take that one, and read everything that was ever posted to the account.
            posting.HasIndex(p => new { p.Book, p.Account, p.On, p.Commodity, p.Village, p.Red, p.Amount });
            posting.HasIndex(p => new { p.Book, p.On });
        }
    }
}

/// <summary>
/// What was posted to an account in a month, kept in the same transaction as the postings: a balance as of a day is the sum of the months before and of the
/// postings of its own month. What closes a year stands in a thirteenth month, so that the year's income can still be read.
/// </summary>
public sealed class MonthTotal
{
    public required Id<Book> Book { get; init; }
    public required string Account { get; init; }
    public required Commodity Commodity { get; init; }
    public required PlaceCode Village { get; init; }

    /// <summary>Year × 100 + month; 13 for what closes the year.</summary>
    public required int Month { get; init; }
    public required long Debit { get; init; }
    public required long Credit { get; init; }

    public static int Of(DateOnly day) => day.Year * 100 + day.Month;

    internal sealed class Mapping : IEntityTypeConfiguration<MonthTotal>
    {
        public void Configure(EntityTypeBuilder<MonthTotal> total)
        {
            total.ToTable("month_totals");
            total.HasKey(t => new { t.Book, t.Account, t.Commodity, t.Village, t.Month });
            total.Property(t => t.Account).HasMaxLength(BookAccount.LongestCode);
            // A village's page asks what was meant for it.
            total.HasIndex(t => new { t.Village, t.Account });
        }
    }
}
