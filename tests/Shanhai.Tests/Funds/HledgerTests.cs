using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Funds;

/// <summary>Another people's program, hledger of Debian, reads what we export and comes to the same balances.</summary>
public sealed class HledgerTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private const int Ledgers = 1000;
    private const string Missing = "hledger is not installed (Debian package hledger).";

    [Fact]
    public async Task Hledger_comes_to_our_balance_of_every_account_and_commodity_of_a_thousand_random_ledgers()
    {
        Assert.SkipUnless(await Installed(), Missing);
        var ledgers = Gen.Select(BalanceTests.AnEntry.Array[1, 6], Gen.Int[0, 3], Gen.Long[1, 1_000_000]).Array[Ledgers].Generate(new PCG(1, 20260101), null, out _);
        await app.Do(async (services, actor) =>
        {
            var (db, charts, trees) = (services.GetRequiredService<Db>(), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>());
            db.Organisations.AddRange(Enumerable.Range(0, Ledgers).Select(i => FundsCounty.Collective(VoiceCounty.Of(10_000 + i), $"第{i}合作社（{i}）: a; b", VoiceCounty.Village)));
            await OrganisationStamp.Raise(db, null, default);
            db.Record(actor, "test", "organisations");
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            trees.Written();
            foreach (var (i, (entries, kind, land)) in ledgers.Index())
            {
                var owner = VoiceCounty.Of(10_000 + i);
                // A part of them keeps land and labour beside money, a part takes an entry back, a part closes its first year, a part keeps an account in details.
                var book = (await OpenBook.Handle(new(owner, null, kind == 0 ? "public-money" : "collective-2023"), charts, trees, db, actor, app.Clock, default)).Value.Id;
                await db.Books.Where(b => b.Id == book).ExecuteUpdateAsync(u => u.SetProperty(b => b.ApproveAbove, (long?)null));
                db.ChangeTracker.Clear();
                if (kind == 0)
                {
                    var waits = (await PostEntries.Handle(book, new([Source(land * entries.Length, entries.Min(e => e.On!.Value))]), charts, trees, db, actor, app.Clock, default)).Value.Entries[0].Waits!.Value;
                    foreach (var name in new[] { "甲", "乙" })
                    {
                        db.ChangeTracker.Clear();
                        (await DecideEntry.Handle(waits, new(true, null), charts, trees, db, actor with { Name = name }, app.Clock, default)).Problem.ShouldBeNull();
                    }
                }
                if (kind == 3)
                {
                    (await AddAccount.Handle(book, new("112.01", "应收：租金; (明细)", null), charts, trees, db, actor, app.Clock, default)).Problem.ShouldBeNull();
                }
                var posted = await PostEntries.Handle(book, new(kind switch { 0 => Land(land, entries), 3 => Detailed(entries), _ => entries }), charts, trees, db, actor, app.Clock, default);
                posted.Problem.ShouldBeNull();
                if (kind == 2)
                {
                    db.ChangeTracker.Clear();
                    (await CloseBook.Handle(book, new(Period.Month(Math.Min(entries.Min(e => e.On!.Value.Year), 2025), 12)), charts, trees, db, actor, app.Clock, default)).Problem.ShouldBeNull();
                }
                if (kind == 1)
                {
                    (await ReverseEntry.Handle(posted.Value.Entries[0].Entry!.Value, new(null, "记错"), charts, trees, db, actor, app.Clock, default)).Problem.ShouldBeNull();
                }
                db.ChangeTracker.Clear();
            }
        });

        await Compare(app, FundsCounty.Day(6, 30, 2025));
        await Compare(app, DateOnly.MaxValue);
    }

    private static EntryContent Source(long amount, DateOnly on) => new(on, "预算; 100 * (x) = 5", "文 | 号",
    [
        .. Enum.GetValues<Commodity>().SelectMany(c => new EntryContent.Line[] { new("10", Debit: amount, Commodity: c), new("00", Credit: amount, Commodity: c) }),
    ]);

    private static EntryContent[] Land(long amount, EntryContent[] of) =>
        [.. of.Select(e => new EntryContent(e.On, "下达", "文", [.. Enum.GetValues<Commodity>().SelectMany(c => new EntryContent.Line[] { new("20", Debit: amount, Commodity: c), new("10", Credit: amount, Commodity: c) })]))];

    private static EntryContent[] Detailed(EntryContent[] of) => [.. of.Select(e => e with { Lines = [.. e.Lines!.Select((l, i) => l.Account == "112" && i % 2 == 0 ? l with { Account = "112.01" } : l)] })];

    /// <summary>The balances that hledger reckons from our export, against ours, for every account of every book.</summary>
    internal static async Task<int> Compare(App app, DateOnly day)
    {
        var file = Path.GetTempFileName();
        try
        {
            var ours = new Dictionary<(string, string), decimal>();
            await app.Do(async (services, actor) =>
            {
                var (db, charts) = (services.GetRequiredService<Db>(), services.GetRequiredService<Charts>());
                var exported = (await ExportLedger.Handle(new(), charts, db, actor, default)).Value;
                await using (var writer = new StreamWriter(file))
                {
                    await foreach (var text in exported.Text)
                    {
                        await writer.WriteAsync(text);
                    }
                }
                foreach (var book in await db.Books.AsNoTracking().ToListAsync())
                {
                    var accounts = await BookAccounts.Of(book, charts, db, default);
                    foreach (var balance in (await Balances.AsOf(db, book.Id, day == DateOnly.MaxValue ? new(2199, 12, 31) : day, default)).Where(b => b.Net != 0))
                    {
                        ours.Add((ExportLedger.NameOf(book, accounts.Find(balance.Account)!, balance.Village), ExportLedger.Said(balance.Commodity)), Amounts.Shown(balance.Commodity, balance.Net));
                    }
                }
            });
            // hledger leaves the end day out.
            var theirs = await Balance(file, day == DateOnly.MaxValue ? null : day.AddDays(1));

            theirs.Count.ShouldBeGreaterThan(0);
            theirs.Except(ours).Take(3).ShouldBeEmpty();
            ours.Except(theirs).Take(3).ShouldBeEmpty();
            return ours.Count;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<Dictionary<(string, string), decimal>> Balance(string file, DateOnly? end)
    {
        var (code, output, errors) = await Run(["-f", file, "balance", "--flat", "--no-total", "--layout=bare", "--output-format=csv", .. end is { } e ? new[] { "--end", e.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) } : []]);
        code.ShouldBe(0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Trim().Trim('"').Split("\",\""))
            .Select(c => (Key: (c[0], c[1]), Amount: decimal.Parse(c[2], NumberStyles.Float, CultureInfo.InvariantCulture))).Where(r => r.Amount != 0).ToDictionary(r => r.Key, r => r.Amount);
    }

    internal static async Task<bool> Installed()
    {
        try
        {
            return (await Run(["--version"])).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output, string Errors)> Run(string[] args)
    {
        var start = new ProcessStartInfo("hledger", args) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        // It reads and writes in the encoding of its locale.
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
