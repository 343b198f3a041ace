using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class EntryListTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private async Task<(IReadOnlyList<int> Numbers, long? Total, string? Next)> List(Id<Book> book, FindLedgerEntries filter)
    {
        var found = await app.With((s, actor) => FindLedgerEntries.Handle(book, filter, s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, default));
        found.Problem.ShouldBeNull();
        return ([.. found.Value.Rows.Select(r => r.Number)], found.Value.Total, found.Value.Next);
    }

    [Fact]
    public async Task Entries_of_an_account_and_its_details_are_listed_and_counted_once_each_also_where_there_are_thousands()
    {
        var book = await app.Book();
        (await app.With((s, actor) => AddAccount.Handle(book, new("102.01", "专户", null), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default))).Problem.ShouldBeNull();
        // The second has a line on the account and one on its detail.
        await app.Post(book, Moves(Day(1, 1), "102", "501", 100_00), Moves(Day(1, 2), "102.01", "102", 40_00), Moves(Day(1, 3), "112", "502", 1_00));

        (await List(book, new())).ShouldList([3, 2, 1], 3, null);
        (await List(book, new() { To = Day(1, 2) })).ShouldList([2, 1], 2, null);
        (await List(book, new() { Account = "102" })).ShouldList([2, 1], 2, null);
        (await List(book, new() { Account = "102.01" })).ShouldList([2], 1, null);
        (await List(book, new() { Account = "10" })).ShouldList([], 0, null);
        (await List(book, new() { Account = "102", From = Day(1, 2) })).ShouldList([2], 1, null);
        (await List(book, new() { Account = "102", Q = "没有这句话" })).ShouldList([], 0, null);
        (await List(book, new() { Account = "102", Size = 1 })).ShouldList([2], 2, "2");
        (await List(book, new() { Account = "102", Size = 1, After = "2" })).ShouldList([1], 2, null);

        await app.Post(book, [.. Enumerable.Range(0, 2001).Select(_ => Moves(Day(2, 1), "112", "501", 1))]);
        (await List(book, new() { Account = "501", Size = 2 })).ShouldList([2004, 2003], 2002, "2003");
        (await List(book, new() { Account = "501", Size = 2, After = "4" })).ShouldList([1], 2002, null);
        (await List(book, new() { Account = "102" })).ShouldList([2, 1], 2, null);
    }
}

internal static class Listed
{
    public static void ShouldList(this (IReadOnlyList<int> Numbers, long? Total, string? Next) list, int[] numbers, long total, string? next)
    {
        list.Numbers.ShouldBe(numbers);
        (list.Total, list.Next).ShouldBe((total, next));
    }
}
