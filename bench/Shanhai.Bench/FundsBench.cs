using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;

namespace Shanhai.Bench;

/// <summary>The ledger with a million postings, half of them in one book: posting with every check and its journal, balances of one account and of all as of a day.</summary>
internal static class FundsBench
{
    private const int Postings = 1_000_000, Batch = 500, OtherBooks = 100, Villages = 5_000, Writers = 16;

    private static readonly PlaceCode County = 990101000000;

    // Every second entry touches an account that may not fall below zero, which is looked at day by day.
    private static readonly string[] Incomes = ["501", "502", "503", "504"], Expenses = ["511", "513", "514", "515"];

    public static async Task Run()
    {
        var report = new Report("funds", "The ledger at a million postings",
            $"""
            {Postings:N0} postings, {Postings / 2:N0} of them in one book over two years, the rest in {OtherBooks} others, entered through the use case in batches of {Batch} entries of two lines: shape, accounts, closed period, accounts that
            may not fall below zero, month totals, one journal entry each, commit on the disk. Then into the full large book: the same batches, entries one at a time, by one person and by {Writers} at once who each wait for the answer before they send the next one, and entries dated back into its first month. A programme then pays
            {Villages:N0} villages out of their allocations, in one month. Balances through the use case, 200 random days each, least, median and greatest; a trial balance is that of the large book with its year's opening. Where the programme's money went is what the public page asks. An aim of time is reached
            where the greatest keeps it: trial balance 300 ms, balance of an account 10 ms; 1,000 entries a second, each committed with its checks and journal entry.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- funds`.
            """);
        report.Row("what", "database", "figure", "aim", "reached");
        foreach (var kind in Store.Kinds)
        {
            await using var store = await Store.Fresh(kind);
            await using var provider = Composition.Services(new Settings { Folder = store.Folder, Database = store.Database }).BuildServiceProvider();
            await Measure(report, kind, provider);
        }
        await report.Write();
    }

    private static async Task Measure(Report report, string kind, IServiceProvider provider)
    {
        var books = await Books(provider);
        var random = new Random(20260302);
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < Postings / 2 / 2; at += Batch)
        {
            await Post(provider, books[0], Entries(random, at, Postings / 2 / 2, Batch));
        }
        Rate(report, kind, "fill the large book, entries a second", Postings / 2 / 2, watch);
        watch.Restart();
        var each = Postings / 2 / 2 / OtherBooks;
        foreach (var book in books.Skip(1))
        {
            for (var at = 0; at < each; at += Batch)
            {
                await Post(provider, book, Entries(random, at, each, Batch));
            }
        }
        Rate(report, kind, "fill the others, entries a second", each * OtherBooks, watch);
        await Analyse(provider, kind);

        watch.Restart();
        const int More = 20;
        for (var i = 0; i < More; i++)
        {
            await Post(provider, books[0], Entries(random, i * Batch, More * Batch, Batch, 2026));
        }
        Rate(report, kind, "post into the full book in batches, entries a second", More * Batch, watch);
        watch.Restart();
        const int Single = 500;
        for (var i = 0; i < Single; i++)
        {
            await Post(provider, books[0], Entries(random, i, Single, 1, 2026));
        }
        Rate(report, kind, "post one at a time, one writer, entries a second", Single, watch);
        await Several(report, kind, provider, "each into a book of her own", w => books[1 + w]);
        await Several(report, kind, provider, "all into the full book", _ => books[0]);
        watch.Restart();
        for (var i = 0; i < More; i++)
        {
            await Post(provider, books[0], [.. Entries(random, i * Batch, More * Batch, Batch, 2026).Select(e => e with { On = new DateOnly(2024, 1, 31) })]);
        }
        Rate(report, kind, "post dated back by more than two years in batches, entries a second", More * Batch, watch);
        var programme = await Programme(report, kind, provider);

        await Times(report, kind, "balance of one account as of a day", provider, async (services, actor, day) =>
            (await ShowBalance.Handle(books[0], "102", day, Get<Charts>(services), Get<CurrentTree>(services), Get<Db>(services), actor, TimeProvider.System, default)).Value.Balances.Count, random, 10);
        await Times(report, kind, "trial balance as of a day", provider, async (services, actor, day) =>
            (await ShowBook.Handle(books[0], day, Get<Charts>(services), Get<CurrentTree>(services), Get<Places.CurrentRegister>(services), Get<Db>(services), actor, TimeProvider.System, default)).Value.Rows.Count, random, 300);
        await Times(report, kind, "income statement and balance sheet", provider, async (services, actor, day) =>
            (await ShowStatements.Handle(books[0], day.Year, day.Month, Get<Charts>(services), Get<Indicators.Catalogue>(services), Get<CurrentTree>(services), Get<Db>(services), actor, TimeProvider.System, default)).Value.Assets.Count, random);
        await Times(report, kind, "a page of fifty entries of an account", provider, async (services, actor, day) =>
            (await FindLedgerEntries.Handle(books[0], new() { Account = "513", To = day }, Get<Charts>(services), Get<CurrentTree>(services), Get<Places.CurrentRegister>(services), Get<Db>(services), actor, default)).Value.Rows.Count, random);
        await Times(report, kind, $"where the money of {Villages:N0} villages went", provider, async (services, actor, _) =>
            (await FollowMoney.Handle(programme, null, Get<Charts>(services), Get<CurrentTree>(services), Get<Places.CurrentRegister>(services), Get<Db>(services), actor, default)).Value.Paths.Count, random);
    }

    private static async Task Several(Report report, string kind, IServiceProvider provider, string into, Func<int, Id<Book>> book)
    {
        const int Each = 125;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < Each; i++)
            {
                await Post(provider, book(writer), Entries(random, i, Each, 1, 2026));
            }
        })));
        Rate(report, kind, $"post one at a time, {Writers} writers, {into}, entries a second", Writers * Each, watch);
    }

    private static T Get<T>(IServiceProvider services) where T : notnull => services.GetRequiredService<T>();

    private static async Task<IReadOnlyList<Id<Book>>> Books(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var (db, clock, actor) = (Get<Db>(scope.ServiceProvider), TimeProvider.System, Actor.Operator(Composition.Access, "bench"));
        await Get<Storage>(scope.ServiceProvider).Migrate(db, default);
        var owners = Enumerable.Range(0, OtherBooks + 1).Select(i => new Organisation
        {
            Id = Id<Organisation>.New(clock), Name = $"合作社{i}", Kind = OrganisationKind.VillageCollective, Place = 990101101201 + i, Pinyin = "", Initials = "",
        }).ToList();
        db.Organisations.AddRange(owners);
        db.Record(actor, "bench", "organisations");
        await db.SaveChangesAsync();
        Get<CurrentTree>(scope.ServiceProvider).Written();
        var books = new List<Id<Book>>();
        foreach (var owner in owners)
        {
            books.Add((await OpenBook.Handle(new(owner.Id, null, "collective-2023"), Get<Charts>(scope.ServiceProvider), Get<CurrentTree>(scope.ServiceProvider), db, actor, clock, default)).Value.Id);
        }
        // None of them waits for two people.
        await db.Books.ExecuteUpdateAsync(u => u.SetProperty(b => b.ApproveAbove, (long?)null));
        return books;
    }

    /// <summary>A programme that allocates to many villages and then pays each: an account that is kept by village, all in one month.</summary>
    private static async Task<Id<Book>> Programme(Report report, string kind, IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var (services, clock, actor) = (scope.ServiceProvider, TimeProvider.System, Actor.Operator(Composition.Access, "bench"));
        var (db, charts, trees) = (Get<Db>(services), Get<Charts>(services), Get<CurrentTree>(services));
        var owner = new Organisation { Id = Id<Organisation>.New(clock), Name = "农业农村局", Kind = OrganisationKind.Department, Place = County, Pinyin = "", Initials = "" };
        db.Organisations.Add(owner);
        List<Places.Place> villages = [.. Enumerable.Range(0, Villages).Select(i => new Places.Place { Code = County.Value + 101_000 + i / 700 * 1000 + 201 + i % 700, Level = Level.Village, Name = $"村{i}", Pinyin = "", Initials = "" })];
        db.Places.AddRange(villages);
        await OrganisationStamp.Raise(db, null, default);
        db.Record(actor, "bench", "places");
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        trees.Written();
        var book = (await OpenBook.Handle(new(owner.Id, "强村资金", "public-money"), charts, trees, db, actor, clock, default)).Value.Id;
        await db.Books.ExecuteUpdateAsync(u => u.SetProperty(b => b.ApproveAbove, (long?)null));
        EntryContent Moves(string from, string to, long fen, PlaceCode? of = null, PlaceCode? at = null) => new(new DateOnly(2026, 3, 1), "资金", "文-1", [new(to, Debit: fen, Village: at), new(from, Credit: fen, Village: of)]);
        var waits = (await PostEntries.Handle(book, new([Moves("00", "10", Villages * 100_00L)]), charts, trees, db, actor, clock, default)).Value.Entries[0].Waits!.Value;
        foreach (var name in new[] { "one", "two" })
        {
            db.ChangeTracker.Clear();
            await DecideEntry.Handle(waits, new(true, null), charts, trees, db, actor with { Name = name }, clock, default);
        }
        await Post(provider, book, [Moves("10", "20", Villages * 100_00L), Moves("20", "30", Villages * 100_00L)]);
        var watch = Stopwatch.StartNew();
        foreach (var some in villages.Chunk(Batch))
        {
            await Post(provider, book, [.. some.Select(v => Moves("30", "40", 100_00, null, v.Code))]);
        }
        Rate(report, kind, "allocate to villages in batches, entries a second", Villages, watch);
        watch.Restart();
        foreach (var some in villages.Chunk(Batch))
        {
            await Post(provider, book, [.. some.Select(v => Moves("40", "50", 100_00, v.Code, v.Code))]);
        }
        Rate(report, kind, "pay villages out of their allocations in batches, entries a second", Villages, watch);
        return book;
    }

    /// <summary>A part of so many entries that are spread over ten years in the order of their days: an income, then a smaller expense.</summary>
    private static List<EntryContent> Entries(Random random, int from, int all, int count, int? year = null)
    {
        var entries = new List<EntryContent>(count);
        for (var i = from; i < from + count; i++)
        {
            var day = year is { } y ? new DateOnly(y, 1, 1).AddDays(i * 300 / all) : new DateOnly(2024, 1, 1).AddDays((int)((long)i * 730 / all));
            var fen = 1_000_00 + random.Next(100_000_00);
            entries.Add(i % 2 == 0 ? new(day, "收租金", "记-1", [new("102", Debit: fen + 101_000_00), new(Incomes[random.Next(4)], Credit: fen + 101_000_00)])
                : new(day, "支付费用", "记-2", [new(Expenses[random.Next(4)], Debit: fen), new("102", Credit: fen)]) { Debt = DebtPaid.None });
        }
        return entries;
    }

    private static async Task Post(IServiceProvider provider, Id<Book> book, List<EntryContent> entries)
    {
        await using var scope = provider.CreateAsyncScope();
        var done = await PostEntries.Handle(book, new(entries), Get<Charts>(scope.ServiceProvider), Get<CurrentTree>(scope.ServiceProvider), Get<Db>(scope.ServiceProvider), Actor.Operator(Composition.Access, "bench"),
            TimeProvider.System, default);
        if (done.Problem is { } problem)
        {
            throw new InvalidOperationException($"{problem.Code}: {string.Join("; ", problem.Fields.Select(f => f.Field + " " + f.Key))}");
        }
    }

    // As an operator's nightly maintenance does: the planner knows how many rows there are.
    private static async Task Analyse(IServiceProvider provider, string kind)
    {
        await using var scope = provider.CreateAsyncScope();
        await Get<Db>(scope.ServiceProvider).Database.ExecuteSqlRawAsync(kind == "SQLite" ? "PRAGMA optimize" : "ANALYZE");
    }

    // One writer alone waits for the disk at each commit: the thousand are asked of batches and of several writers.
    private static void Rate(Report report, string kind, string what, int entries, Stopwatch watch)
    {
        var (second, aim) = (entries / watch.Elapsed.TotalSeconds, what.Contains("batches", StringComparison.Ordinal) || what.Contains("writers", StringComparison.Ordinal));
        report.Row(what, kind, string.Create(CultureInfo.InvariantCulture, $"{second:N0}"), aim ? "1,000" : "", aim ? second >= 1000 ? "yes" : "no" : "");
    }

    private static async Task Times(Report report, string kind, string what, IServiceProvider provider, Func<IServiceProvider, Actor, DateOnly, Task<int>> ask, Random random, int? aim = null)
    {
        var taken = new List<double>();
        for (var i = 0; i < 210; i++)
        {
            await using var scope = provider.CreateAsyncScope();
            var day = new DateOnly(2024, 1, 1).AddDays(30 + random.Next(690));
            var watch = Stopwatch.StartNew();
            _ = await ask(scope.ServiceProvider, Actor.Operator(Composition.Access, "bench"), day);
            // The first ones compile.
            if (i >= 10)
            {
                taken.Add(watch.Elapsed.TotalMilliseconds);
            }
        }
        taken.Sort();
        report.Row(what, kind, string.Create(CultureInfo.InvariantCulture, $"{taken[0]:0.0} – {taken[taken.Count / 2]:0.0} – {taken[^1]:0.0} ms"), aim is { } most ? $"{most} ms" : "", aim is { } least ? taken[^1] <= least ? "yes" : "no" : "");
    }
}
