using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class BalanceTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    // None of them is restricted, so that any order of any amounts is possible.
    internal static readonly string[] Free = ["111", "112", "113", "141", "151", "201", "212", "221", "311", "322", "501", "502", "513", "515"];

    // The last of them is before the day on which the tests' clock stands.
    private const int Days = 1050;

    /// <summary>An entry of two to six lines that sums to zero, on some day of almost three years.</summary>
    internal static readonly Gen<EntryContent> AnEntry = Gen.Select(Gen.Int[0, Days], Gen.Select(Gen.Int[0, Free.Length - 1].Select(i => Free[i]), Gen.Long[-99_999_999, 99_999_999]).Array[1, 5], Gen.Int[0, Free.Length - 1].Select(i => Free[i])).Select((day, lines, last) =>
    {
        var all = lines.Select(l => (Account: l.Item1, Amount: l.Item2 == 0 ? 1 : l.Item2)).ToList();
        var rest = -all.Sum(l => l.Amount);
        if (rest == 0)
        {
            all[0] = (all[0].Account, all[0].Amount + 7);
            rest = -all.Sum(l => l.Amount);
            if (all[0].Amount == 0 || rest == 0)
            {
                all = [("112", 5)];
                rest = -5;
            }
        }
        all.Add((last, rest));
        return new EntryContent(Day(1, 1, 2024).AddDays(day), "随机", "r-1", [.. all.Select(l => new EntryContent.Line(l.Account, l.Amount > 0 ? l.Amount : 0, l.Amount < 0 ? -l.Amount : 0))]) { Debt = DebtPaid.None };
    });

    [Fact]
    public async Task A_balance_as_of_any_day_is_the_sum_of_the_postings_until_then_and_all_balances_sum_to_zero()
    {
        await Gen.Select(AnEntry.Array[1, 12], Gen.Int[0, 1095]).SampleAsync(async (entries, at) =>
        {
            var book = await app.Book();
            await app.Post(book, entries);
            var any = Day(1, 1, 2024).AddDays(at);
            // The end of its month too, which is read from totals alone.
            foreach (var day in new[] { any, any.AddDays(DateTime.DaysInMonth(any.Year, any.Month) - any.Day) })
            {
                var balances = await app.AsOf(book, day);

                balances.Sum(b => b.Net).ShouldBe(0);
                var expected = entries.Where(e => e.On <= day).SelectMany(e => e.Lines!).GroupBy(l => l.Account!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(l => l.Debit), g.Sum(l => l.Credit)));
                balances.Select(b => (b.Account, b.Debit, b.Credit)).ShouldBe(expected);
                (await app.With((s, _) => Balances.AsOf(Db(s), book, day, "501", default))).ShouldBe(balances.Where(b => b.Account == "501"));
            }
            // The parts of a year sum to the whole.
            var whole = (await app.With((s, _) => Balances.Within(Db(s), book, 2024, 12, default))).ToDictionary(b => b.Account, b => b.Net);
            var parts = entries.Where(e => e.On!.Value.Year == 2024).SelectMany(e => e.Lines!).GroupBy(l => l.Account!).ToDictionary(g => g.Key, g => g.Sum(l => l.Amount));
            whole.ShouldBe(parts, ignoreOrder: true);
        }, iter: 12, threads: 1);
    }

    [Fact]
    public async Task Whatever_is_reversed_nets_to_zero()
    {
        await AnEntry.SampleAsync(async entry =>
        {
            var book = await app.Book();
            var done = (await app.Post(book, entry))[0];
            (await app.AsOf(book, entry.On!.Value)).ShouldNotBeEmpty();

            var back = await app.With((s, actor) => ReverseEntry.Handle(done.Entry!.Value, new(null, "记错"), Service<Charts>(s), Service<Shanhai.Organisations.CurrentTree>(s), Db(s), actor, app.Clock, default));

            back.Problem.ShouldBeNull();
            // In red on the same sides: also what was posted on each side is none.
            (await app.AsOf(book, Day(12, 31, 2030))).ShouldAllBe(b => b.Net == 0 && b.Debit == 0 && b.Credit == 0);
            (await app.AsOf(book, entry.On!.Value)).ShouldAllBe(b => b.Net == 0 && b.Debit == 0 && b.Credit == 0);
            (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(2);
        }, iter: 8, threads: 1);
    }

    [Fact]
    public async Task Two_who_post_at_once_get_numbers_without_gaps_and_cannot_spend_the_same_money()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 100_00));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Try(book, Moves(Day(2, 1), "513", "102", 30_00))));

        answers.Count(a => a.Problem is null).ShouldBe(3);
        (await app.Net(book, "102", Day(2, 1))).ShouldBe(10_00);
        (await app.Ask(db => db.Entries.Where(e => e.Book == book).OrderBy(e => e.Number).Select(e => e.Number).ToListAsync())).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Two_processes_that_post_at_once_cannot_spend_the_same_money_either()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 100_00));
        // Another program on the same database: it does not queue behind this one's own gate.
        await using var other = Composition.Services(app.Settings).BuildServiceProvider();
        async Task<Result<PostEntries.Entered>> Elsewhere()
        {
            await using var scope = other.CreateAsyncScope();
            var services = scope.ServiceProvider;
            return await PostEntries.Handle(book, new([Moves(Day(2, 1), "513", "102", 30_00)]), Service<Charts>(services), Service<Shanhai.Organisations.CurrentTree>(services), Db(services), Actor.Operator(Composition.Access, "other"), app.Clock, default);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? app.Try(book, Moves(Day(2, 1), "513", "102", 30_00)) : Elsewhere()));

        answers.Count(a => a.Problem is null).ShouldBe(3);
        (await app.Net(book, "102", Day(2, 1))).ShouldBe(10_00);
        (await app.Ask(db => db.Entries.Where(e => e.Book == book).OrderBy(e => e.Number).Select(e => e.Number).ToListAsync())).ShouldBe([1, 2, 3, 4]);
    }

    private static T Service<T>(IServiceProvider services) where T : notnull => (T)services.GetService(typeof(T))!;

    private static Shanhai.Host.Persistence.Db Db(IServiceProvider services) => Service<Shanhai.Host.Persistence.Db>(services);
}
