using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// The books of one body under one chart of accounts. Entries are only ever added; a wrong one is reversed. Everything up to <see cref="ClosedThrough"/>
/// is closed: nothing can be dated into it until a named person reopens it with a reason. The row is locked by whoever posts, so that numbers have no gaps
/// and an account that may not fall below zero is looked at by one writer at a time.
/// </summary>
public sealed class Book
{
    public const int LongestName = 80;

    public required Id<Book> Id { get; init; }
    public required Id<Organisation> Owner { get; init; }

    /// <summary>Where it is kept: goes with the register (<see cref="FollowPlaces"/>).</summary>
    public required PlaceCode Place { get; set; }
    public required string Name { get; set; }
    public required string Chart { get; init; }

    /// <summary>Entries whose debits in fen are greater, by themselves or together with what belongs to them (<see cref="Control"/>), wait for two people; null: none waits.</summary>
    public long? ApproveAbove { get; set; }

    /// <summary>From this day on everything of its owner stands in it; null: not said, and then no year is handed to the indicators.</summary>
    public DateOnly? CompleteFrom { get; set; }

    /// <summary>Anybody may follow this book's money, or read the closed periods of a collective's, with persons masked.</summary>
    public bool Public { get; set; }

    /// <summary>Made by the demonstration.</summary>
    public bool Simulated { get; init; }

    public int LastNumber { get; internal set; }
    public DateOnly? ClosedThrough { get; internal set; }

    /// <summary>The day of its opening balances; nothing is dated before it. Null: there are none, or they were taken back.</summary>
    public DateOnly? OpeningOn { get; internal set; }
    public required DateTimeOffset OpenedAt { get; init; }
    public int Version { get; internal set; }

    /// <summary>How often its settings were changed: two officers do not overwrite each other. <see cref="Version"/> also counts what was posted.</summary>
    public int SettingsVersion { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Book>
    {
        public void Configure(EntityTypeBuilder<Book> book)
        {
            book.ToTable("books");
            book.HasKey(b => b.Id);
            book.Property(b => b.Name).HasMaxLength(LongestName);
            book.Property(b => b.Chart).HasMaxLength(30);
            book.Property(b => b.Version).IsConcurrencyToken();
            book.HasOne<Organisation>().WithMany().HasForeignKey(b => b.Owner).OnDelete(DeleteBehavior.Restrict);
            book.HasIndex(b => new { b.Owner, b.Chart, b.Name }).IsUnique();
            book.HasIndex(b => new { b.Place, b.Id });
        }
    }
}

/// <summary>An account that a book has added: a detail of one of the chart (102.01), or one that the chart leaves to the book.</summary>
public sealed class BookAccount
{
    public const int LongestCode = 20, LongestName = 60;

    public required Id<Book> Book { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required AccountClass Class { get; init; }
    public required bool Restricted { get; init; }
    public required bool Money { get; init; }
    public required bool Debt { get; init; }

    /// <summary>Holds general fiscal transfers, which count towards regular income; grants for projects do not.</summary>
    public required bool General { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BookAccount>
    {
        public void Configure(EntityTypeBuilder<BookAccount> account)
        {
            account.ToTable("book_accounts");
            account.HasKey(a => new { a.Book, a.Code });
            account.HasOne<Book>().WithMany().HasForeignKey(a => a.Book).OnDelete(DeleteBehavior.Restrict);
            account.Property(a => a.Code).HasMaxLength(LongestCode);
            account.Property(a => a.Name).HasMaxLength(LongestName);
            account.Property(a => a.Class).HasConversion<string>().HasMaxLength(20);
        }
    }
}

/// <summary>The accounts of one book at its place: those of its chart and its own.</summary>
public sealed record BookAccounts(Chart Chart, IReadOnlyList<Account> All, PlaceCode Place, Id<Organisation> Owner)
{
    private readonly Dictionary<string, Account> _byCode = All.ToDictionary(a => a.Code);

    public Account? Find(string? code) => code is null ? null : _byCode.GetValueOrDefault(code);

    /// <summary>The codes at a stage, details among them.</summary>
    public IReadOnlyList<string> At(Stage stage) => [.. All.Where(a => a.Stage == stage).Select(a => a.Code)];

    public static async Task<BookAccounts> Of(Book book, Charts charts, Db db, CancellationToken ct) =>
        Of(book, charts.Find(book.Chart)!, await db.BookAccounts.AsNoTracking().Where(a => a.Book == book.Id).ToListAsync(ct));

    /// <summary>Those of several books, with one question.</summary>
    public static async Task<IReadOnlyDictionary<Id<Book>, BookAccounts>> OfAll(IEnumerable<Book> books, Charts charts, Db db, CancellationToken ct)
    {
        var all = books.DistinctBy(b => b.Id).ToList();
        var ids = all.ConvertAll(b => b.Id);
        var added = (await db.BookAccounts.AsNoTracking().Where(a => ids.Contains(a.Book)).ToListAsync(ct)).ToLookup(a => a.Book);
        return all.ToDictionary(b => b.Id, b => Of(b, charts.Find(b.Chart)!, added[b.Id]));
    }

    private static BookAccounts Of(Book book, Chart chart, IEnumerable<BookAccount> added)
    {
        var mains = chart.Accounts.ToDictionary(a => a.Code);
        var own = new List<Account>();
        // 102 before 102.01: a detail takes after its main account, of the chart or the book's own.
        foreach (var account in added.OrderBy(a => a.Code, StringComparer.Ordinal))
        {
            own.Add(Own(account, mains));
            mains.TryAdd(account.Code, own[^1]);
        }
        return new(chart, [.. chart.Accounts.Concat(own).OrderBy(a => a.Code, StringComparer.Ordinal)], book.Place, book.Owner);
    }

    private static Account Own(BookAccount own, Dictionary<string, Account> mains) =>
        mains.GetValueOrDefault(own.Code.Split('.')[0]) is { } main
            ? main with { Code = own.Code, Name = new(own.Name, own.Name), Restricted = own.Restricted || main.Restricted, Figure = null, NonRecurringFigure = null, GeneralFigure = null, General = own.General }
            : new(own.Code, new(own.Name, own.Name), own.Class) { Restricted = own.Restricted || own.Money, Money = own.Money, Debt = own.Debt };
}
